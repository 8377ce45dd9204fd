import { packRows } from "../../core/timeline/packRows.ts";
import type { Mark, MarkFinding, MarkKind, SessionTimeline, TokenPoint } from "../../core/timeline/sessionTimeline.ts";
import { tickStep, ticks } from "../../core/timeline/timeAxis.ts";

/** What of a session is in sight, in milliseconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export type LaneName = "turns" | "model" | "tools" | "other" | "findings" | "tokens";

/** A band of the picture, in pixels from its top. */
export interface Lane {
  readonly name: LaneName;
  readonly top: number;
  readonly height: number;
}

/** One drawn thing: a mark, or so many of them that they cannot be told apart at this zoom. */
export interface Box {
  readonly lane: LaneName;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The first of `marks`. */
  readonly mark: Mark;
  readonly marks: readonly Mark[];
  /** Where its approval was given, in pixels; it may be out of sight. */
  readonly decisionX?: number;
}

/** The sign of what was found at a place. */
export interface FindingSign {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** At least one, in the order of time. */
  readonly findings: readonly MarkFinding[];
}

export interface Tick {
  readonly x: number;
  /** Milliseconds since the session began. */
  readonly offset: number;
}

export interface Curve {
  /** Where the line goes, in pixels; both are steps. */
  readonly points: readonly { readonly x: number; readonly input: number; readonly output: number }[];
  /** Of the whole session. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  /** Where time begins, in pixels: the names of the lanes stand before it. */
  readonly left: number;
  readonly lanes: readonly Lane[];
  readonly ticks: readonly Tick[];
  readonly tickStep: number;
  readonly boxes: readonly Box[];
  readonly findings: readonly FindingSign[];
  readonly curve: Curve;
}

const left = 76;
const right = 12;
const axisHeight = 26;
const rowHeight = 18;
const rowGap = 4;
const lanePadding = 5;
const tokensHeight = 64;
const mostToolRows = 5;
const mostModelRows = 3;
const mostOtherRows = 3;
const pixelsPerTick = 90;
/** Nothing is drawn narrower, and marks this narrow that touch are drawn as one. */
const narrowest = 3;
/** How wide the sign of a finding is; those that would overlap are drawn as one. */
export const findingWidth = 14;
/** Zooming stops here. */
export const shortestWindow = 10;

const laneOf: Record<MarkKind, LaneName> = {
  turn: "turns",
  model: "model",
  tool: "tools",
  decision: "tools",
  other: "other",
};

/** The time that shows all of a session, with some room; a second for a session of one moment. */
export function wholeSession({ marks }: Pick<SessionTimeline, "marks">): TimeWindow {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { startUnixMilliseconds, endUnixMilliseconds, decision } of marks) {
    from = Math.min(from, startUnixMilliseconds, decision?.timeUnixMilliseconds ?? from);
    to = Math.max(to, endUnixMilliseconds);
  }
  if (!(from <= to)) return { from: 0, to: 1000 };
  const room = Math.max((to - from) * 0.02, to - from < 1000 ? 20 : 0);
  return { from: from - room / 4, to: Math.max(to + room, from + 100) };
}

/** A window of another length around the same place; `at` is where in it, from 0 to 1. It stays inside of `whole`. */
export function zoomed({ from, to }: TimeWindow, factor: number, at: number, whole: TimeWindow): TimeWindow {
  const center = from + (to - from) * at;
  const length = Math.min(Math.max(shortestWindow, (to - from) * factor), whole.to - whole.from);
  return inside({ from: center - length * at, to: center + length * (1 - at) }, whole);
}

/** The same length of time, moved by a part of it. */
export function panned({ from, to }: TimeWindow, part: number, whole: TimeWindow): TimeWindow {
  const by = (to - from) * part;
  return inside({ from: from + by, to: to + by }, whole);
}

/**
 * The window after the session has grown from `before` to `whole`: who looks at the newest goes on to do so, who looks at
 * something else is not disturbed.
 */
export function following(window: TimeWindow, before: TimeWindow, whole: TimeWindow): TimeWindow {
  const by = window.to >= before.to ? whole.to - before.to : 0;
  return inside({ from: window.from + by, to: window.to + by }, whole);
}

/** The window moved so far that a stretch of time is in sight, or its beginning if it is too long. */
export function showing(window: TimeWindow, start: number, end: number, whole: TimeWindow): TimeWindow {
  const length = window.to - window.from;
  const margin = length * 0.05;
  if (start >= window.from && end <= window.to) return window;
  if (start >= window.from && start <= window.to - margin && end - start > length) return window;
  const from = start < window.from || end - start > length ? start - margin : end - length + margin;
  return inside({ from, to: from + length }, whole);
}

function inside({ from, to }: TimeWindow, whole: TimeWindow): TimeWindow {
  const length = to - from;
  if (length >= whole.to - whole.from) return whole;
  if (from < whole.from) return { from: whole.from, to: whole.from + length };
  if (to > whole.to) return { from: whole.to - length, to: whole.to };
  return { from, to };
}

/** Where in the window, from 0 to 1, a place is that is so many pixels from the left of a picture of this width. */
export const placeAt = (x: number, width: number): number => Math.min(1, Math.max(0, (x - left) / plotWidth(width)));

const plotWidth = (width: number): number => Math.max(50, width - left - right);

/** Where everything of a session stands in a picture of this width, in pixels. */
export function layOut(
  timeline: Pick<SessionTimeline, "marks" | "tokens">,
  window: TimeWindow,
  width: number,
): TimelineLayout {
  const plot = plotWidth(width);
  const scale = plot / (window.to - window.from);
  const xOf = (time: number) => left + (time - window.from) * scale;
  const { marks } = timeline;
  const begin = marks[0]?.startUnixMilliseconds ?? window.from;

  const rows = new Map<LaneName, { readonly marks: readonly Mark[]; readonly rows: readonly number[] }>();
  const inLane = (name: LaneName) => marks.filter((mark) => laneOf[mark.kind] === name);
  const packed = (name: LaneName, most: number) => {
    const list = inLane(name);
    rows.set(name, { marks: list, rows: packRows(list.map(stretchOf), most) });
  };
  packed("turns", 1);
  packed("model", mostModelRows);
  packed("tools", mostToolRows);
  packed("other", mostOtherRows);
  rows.set("findings", { marks: [], rows: [] });

  const lanes: Lane[] = [];
  const boxes: Box[] = [];
  let top = axisHeight;
  for (const [name, lane] of rows) {
    const count = Math.max(1, ...uniqueRows(lane.rows));
    const height = count * rowHeight + (count - 1) * rowGap + 2 * lanePadding;
    lanes.push({ name, top, height });
    for (let row = 0; row < count; row++) {
      const y = top + lanePadding + row * (rowHeight + rowGap);
      const ofRow = lane.marks.filter((_, index) => lane.rows[index] === row);
      boxes.push(...boxesOf(name, ofRow, y, { xOf, from: left, to: left + plot }));
    }
    top += height;
  }
  lanes.push({ name: "tokens", top, height: tokensHeight });
  const step = tickStep(window.to - window.from, plot / pixelsPerTick);
  return {
    width,
    height: top + tokensHeight + lanePadding,
    left,
    lanes,
    tickStep: step,
    ticks: ticks(window.from - begin, window.to - begin, plot / pixelsPerTick).map((offset) => ({
      x: xOf(begin + offset),
      offset,
    })),
    boxes,
    findings: findingSigns(marks, lanes, { xOf, from: left, to: left + plot }),
    curve: curveOf(timeline.tokens, { xOf, from: left, to: left + plot }, { top: top + 8, height: tokensHeight - 14 }),
  };
}

/** A tool call begins with its approval, so that what waits for a person does not look free. */
const stretchOf = ({ startUnixMilliseconds, endUnixMilliseconds, decision }: Mark) => ({
  start: Math.min(startUnixMilliseconds, decision?.timeUnixMilliseconds ?? startUnixMilliseconds),
  end: endUnixMilliseconds,
});

function* uniqueRows(rows: readonly number[]): Generator<number> {
  for (const row of new Set(rows)) yield row + 1;
}

interface Plot {
  readonly xOf: (time: number) => number;
  readonly from: number;
  readonly to: number;
}

function boxesOf(lane: LaneName, marks: readonly Mark[], y: number, { xOf, from, to }: Plot): Box[] {
  const boxes: (Box & { readonly marks: Mark[] })[] = [];
  const isTiny = (box: Box) => box.marks.length > 1 || box.width === narrowest;
  for (const mark of marks) {
    const begin = xOf(mark.startUnixMilliseconds);
    const end = xOf(mark.endUnixMilliseconds);
    const decisionX = mark.decision === undefined ? undefined : xOf(mark.decision.timeUnixMilliseconds);
    if (Math.max(end, begin + narrowest) < from || Math.min(begin, decisionX ?? begin) > to) continue;
    const x = Math.max(begin, from - narrowest);
    const width = Math.max(narrowest, Math.min(end, to + narrowest) - x);
    const last = boxes.at(-1);
    if (last !== undefined && isTiny(last) && width === narrowest && x < last.x + last.width + 1) {
      last.marks.push(mark);
      boxes[boxes.length - 1] = { ...last, width: Math.max(last.width, x + narrowest - last.x) };
      continue;
    }
    boxes.push({
      lane,
      x,
      y,
      width,
      height: rowHeight,
      mark,
      marks: [mark],
      ...(decisionX !== undefined && lane === "tools" && { decisionX }),
    });
  }
  return boxes;
}

function findingSigns(marks: readonly Mark[], lanes: readonly Lane[], { xOf, from, to }: Plot): FindingSign[] {
  const y = (lanes.find(({ name }) => name === "findings")?.top ?? 0) + lanePadding;
  const signs: (FindingSign & { readonly findings: MarkFinding[] })[] = [];
  const found = marks.flatMap(({ findings }) => findings);
  for (const finding of found.sort((a, b) => a.timeUnixMilliseconds - b.timeUnixMilliseconds)) {
    const x = xOf(finding.timeUnixMilliseconds);
    if (x + findingWidth / 2 < from || x - findingWidth / 2 > to) continue;
    const last = signs.at(-1);
    if (last !== undefined && x < last.x + findingWidth) last.findings.push(finding);
    else signs.push({ x, y, height: rowHeight, findings: [finding] });
  }
  return signs;
}

function curveOf(
  tokens: readonly TokenPoint[],
  { xOf, from, to }: Plot,
  { top, height }: { top: number; height: number },
) {
  const last = tokens.at(-1);
  const { inputTokens = 0, outputTokens = 0 } = last ?? {};
  const most = Math.max(1, inputTokens + outputTokens);
  const yOf = (count: number) => top + height - (count / most) * height;
  const points: { x: number; input: number; output: number }[] = [];
  let before: TokenPoint | undefined;
  let end: TokenPoint | undefined;
  for (const point of tokens) {
    const x = xOf(point.timeUnixMilliseconds);
    if (x < from) before = point;
    if (x > to) break;
    end = point;
    if (x < from) continue;
    const next = { x, input: yOf(point.inputTokens), output: yOf(point.inputTokens + point.outputTokens) };
    if (Math.abs((points.at(-1)?.x ?? Number.NEGATIVE_INFINITY) - x) < 1) points.pop();
    points.push(next);
  }
  const at = (x: number, point: TokenPoint | undefined) => ({
    x,
    input: yOf(point?.inputTokens ?? 0),
    output: yOf((point?.inputTokens ?? 0) + (point?.outputTokens ?? 0)),
  });
  return { points: [at(from, before), ...points, at(to, end)], inputTokens, outputTokens };
}
