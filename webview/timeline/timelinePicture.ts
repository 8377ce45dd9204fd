import { worstSeverity } from "../../core/policy/model/worstSeverity.ts";
import { shorten } from "../../core/text/escapeControl.ts";
import { formatCount } from "../../core/text/quantity.ts";
import type { Mark } from "../../core/timeline/sessionTimeline.ts";
import { formatOffset } from "../../core/timeline/timeAxis.ts";
import { durationText, fill, joined, markLabel, markName } from "./markText.ts";
import { element, type SvgElement } from "./svgElement.ts";
import {
  type Box,
  type Curve,
  type FindingSign,
  findingWidth,
  type Lane,
  type LaneName,
  type TimelineLayout,
} from "./timelineLayout.ts";
import type { TimelineTexts } from "./timelineMessages.ts";

/** What a picture shows beside what happened. */
export interface PictureState {
  readonly texts: TimelineTexts;
  /** Key of the selected mark. */
  readonly selected: string | undefined;
  /** Of a picture that stands alone, in a file; one in the panel can be worked with and is named there. */
  readonly title: string | undefined;
}

/** Of the font that the picture is drawn with: enough to know what fits into a box. */
const characterWidth = 6.4;
const labelPadding = 5;
/** From the middle of a decision's sign to its tips, in pixels. */
const signSize = 4.5;

/** The id of a drawn mark, for `aria-activedescendant`. */
export const markId = (mark: Mark): string => `mark-${mark.kind}-${mark.event}`;

/** The picture of a session as SVG. Text in it is always text, never markup. */
export function timelinePicture(layout: TimelineLayout, state: PictureState): SvgElement {
  const { width, height, left } = layout;
  const { texts, title } = state;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: "timeline",
      role: title === undefined ? "presentation" : "img",
    },
    ...(title === undefined ? [] : [element("title", {}, title)]),
    element(
      "g",
      { "aria-hidden": true },
      element("rect", { class: "background", width, height }),
      ...layout.lanes.flatMap((lane, index) => laneBand(lane, index, width, texts)),
      ...axis(layout),
      element("defs", {}, clip(left, width - left, height), hatching()),
      element("g", { "clip-path": "url(#plot)" }, curve(layout.curve, layout.lanes)),
      ...curveLabels(layout, texts),
    ),
    element(
      "g",
      { "clip-path": "url(#plot)", role: "presentation" },
      ...layout.boxes.map((box) => drawnBox(box, state)),
      ...layout.findings.map((sign) => drawnFinding(sign, state)),
    ),
  );
}

const laneNames = {
  turns: "turns",
  model: "model",
  tools: "tools",
  other: "other",
  findings: "findings",
  tokens: "tokens",
} as const satisfies Record<LaneName, keyof TimelineTexts>;

function laneBand({ name, top, height }: Lane, index: number, width: number, texts: TimelineTexts): SvgElement[] {
  const band = element("rect", { class: index % 2 === 0 ? "lane even" : "lane", y: top, width, height });
  return [band, element("text", { class: "lane-name", x: 8, y: top + 18 }, texts[laneNames[name]])];
}

function axis({ ticks, tickStep, height }: TimelineLayout): SvgElement[] {
  return ticks.flatMap(({ x, offset }) => [
    element("line", { class: "tick", x1: x, x2: x, y1: 20, y2: height }),
    element("text", { class: "tick-label", x, y: 14, "text-anchor": "middle" }, formatOffset(offset, tickStep)),
  ]);
}

const clip = (x: number, width: number, height: number): SvgElement =>
  element("clipPath", { id: "plot" }, element("rect", { x, y: 0, width, height }));

/** What failed or was denied is hatched, so that it does not depend on a colour. */
const hatching = (): SvgElement =>
  element(
    "pattern",
    { id: "hatching", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    element("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6 }),
  );

function drawnBox(box: Box, state: PictureState): SvgElement {
  const { mark, marks } = box;
  const isSelected = state.selected !== undefined && marks.some(({ key }) => key === state.selected);
  const label = marks.length === 1 ? markLabel(mark, state.texts) : severalLabel(box, state.texts);
  const option = { id: markId(mark), event: mark.event, label, isSelected };
  return element("g", optionAttributes(option, state), element("title", {}, label), ...bar(box, state.texts));
}

/** A triangle with a sign or a number: shape and text tell it without colour. */
function drawnFinding({ x, y, height, findings }: FindingSign, state: PictureState): SvgElement {
  const event = findings[0]?.event ?? 0;
  const label = findings.map(({ message }) => message).join(" ");
  const half = findingWidth / 2;
  const count = findings.length > 1 ? formatCount(findings.length) : "!";
  return element(
    "g",
    optionAttributes({ id: `finding-${event}`, event, label, isSelected: false }, state),
    element("title", {}, label),
    element("path", {
      class: `finding ${worstSeverity(findings) ?? "low"}`,
      d: `M${x} ${y}L${x + half} ${y + height}L${x - half} ${y + height}z`,
    }),
    element("text", { class: "finding-count", x, y: y + height - 4, "text-anchor": "middle" }, count),
  );
}

interface Option {
  readonly id: string;
  readonly event: number;
  readonly label: string;
  readonly isSelected: boolean;
}

/** In a panel each drawn thing can be selected, and is read aloud. */
function optionAttributes({ id, event, label, isSelected }: Option, { title }: PictureState): SvgElement["attributes"] {
  return {
    class: isSelected ? "box selected" : "box",
    ...(title === undefined && {
      id,
      role: "option",
      "aria-selected": isSelected,
      "aria-label": label,
      "data-event": event,
    }),
  };
}

const severalLabel = ({ mark, marks }: Box, texts: TimelineTexts): string =>
  `${fill(texts.several, marks.length)} · ${markLabel(mark, texts)}`;

function bar(box: Box, texts: TimelineTexts): SvgElement[] {
  const { x, y, width, height, marks, decisionX } = box;
  const mark = marks.find(({ outcome }) => outcome === "failed" || outcome === "denied") ?? box.mark;
  const shape = { x, y, width, height, rx: Math.min(3, width / 2) };
  const rest = marks.length > 1 ? [] : [...decisionSign(box, decisionX), ...barLabel(box, texts)];
  const isBad = mark.outcome === "failed" || mark.outcome === "denied";
  return [
    element("rect", { ...shape, class: `bar ${mark.kind} ${mark.outcome}` }),
    ...(isBad ? [element("rect", { ...shape, class: "bad", fill: "url(#hatching)" })] : []),
    ...rest,
  ];
}

/** A diamond where it was decided, and a line to where the call begins. */
function decisionSign({ x, y, height, mark }: Box, decisionX: number | undefined): SvgElement[] {
  if (decisionX === undefined || mark.decision === undefined) return [];
  const middle = y + height / 2;
  const path = `M${decisionX} ${middle - signSize}l${signSize} ${signSize}l${-signSize} ${signSize}l${-signSize} ${-signSize}z`;
  return [
    element("line", { class: "decision-line", x1: decisionX, x2: x, y1: middle, y2: middle }),
    element("path", { class: mark.decision.approved ? "decision approved" : "decision denied", d: path }),
  ];
}

function barLabel({ x, y, width, height, mark, decisionX }: Box, texts: TimelineTexts): SvgElement[] {
  // Codex counts the wait for an approval as part of the call: the sign may stand where the label would begin
  const afterSign = decisionX !== undefined && decisionX > x - signSize && decisionX < x + width / 2;
  const begin = (afterSign ? Math.max(x, decisionX + signSize) : x) + labelPadding;
  const room = Math.floor((x + width - begin - labelPadding) / characterWidth);
  if (room < 3 || mark.kind === "decision") return [];
  const shown = shorten(joined(markName(mark, texts), durationText(mark)), room);
  return [element("text", { class: "bar-label", x: begin, y: y + height / 2 + 4 }, shown)];
}

function curve({ points }: Curve, lanes: readonly Lane[]): SvgElement {
  const bottom = lastBottom(lanes);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return element("g", {});
  const line = (which: "input" | "output") =>
    points
      .map((point, index) => (index === 0 ? `M${point.x} ${point[which]}` : `H${point.x}V${point[which]}`))
      .join("");
  const closed = `V${bottom}H${first.x}z`;
  return element(
    "g",
    {},
    element("path", { class: "area output", d: line("output") + closed }),
    element("path", { class: "area input", d: line("input") + closed }),
    element("path", { class: "curve output", d: line("output") }),
    element("path", { class: "curve input", d: line("input") }),
  );
}

const lastBottom = (lanes: readonly Lane[]): number => {
  const lane = lanes.at(-1);
  return lane === undefined ? 0 : lane.top + lane.height - 6;
};

/** The tokens of the whole session, below the lane's name. */
function curveLabels(
  { curve: { inputTokens, outputTokens }, lanes }: TimelineLayout,
  texts: TimelineTexts,
): SvgElement[] {
  const lane = lanes.at(-1);
  if (lane === undefined || inputTokens + outputTokens === 0) return [];
  return [
    element("text", { class: "lane-note output", x: 8, y: lane.top + 36 }, fill(texts.out, formatCount(outputTokens))),
    element("text", { class: "lane-note input", x: 8, y: lane.top + 52 }, fill(texts.in, formatCount(inputTokens))),
  ];
}
