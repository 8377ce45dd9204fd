import { describe, expect, test } from "vitest";
import { timelineTexts } from "../../../client/timeline/views/timelineTexts.ts";
import { plainLocalizer } from "../../../core/text/localizer.ts";
import type { TimelineEvent } from "../../../core/timeline/timelineEvent.ts";
import { type SvgElement, toXml } from "../../../webview/timeline/svgElement.ts";
import { layOut, wholeSession } from "../../../webview/timeline/timelineLayout.ts";
import { timelinePicture } from "../../../webview/timeline/timelinePicture.ts";
import { colorNames, themeColors, timelineStyle } from "../../../webview/timeline/timelineStyle.ts";
import { event, oneTurn, timelineOf } from "../timeline/timelineEvents.ts";

const texts = timelineTexts(plainLocalizer);

function pictureOf(events: readonly TimelineEvent[], selected?: string, title?: string): SvgElement {
  const timeline = timelineOf(events);
  return timelinePicture(layOut(timeline, wholeSession(timeline), 1000), { texts, selected, title });
}

function* all(element: SvgElement): Generator<SvgElement> {
  yield element;
  for (const child of element.children) if (typeof child !== "string") yield* all(child);
}

const options = (picture: SvgElement) => [...all(picture)].filter(({ attributes }) => attributes.role === "option");
const labels = (picture: SvgElement) => options(picture).map(({ attributes }) => attributes["aria-label"]);
const classes = (picture: SvgElement) => [...all(picture)].map(({ attributes }) => String(attributes.class ?? ""));

describe("The picture of a session", () => {
  test("Each thing that happened can be read aloud", () => {
    expect(labels(pictureOf(oneTurn))).toEqual([
      "Turn 1 · Count the lines · 1.8 s",
      "Model call · 200 · /responses · 1.1 s · done · 1200 tokens in, 80 out",
      "exec_command · wc -l · 500 ms · approved by config · done",
    ]);
  });

  test("What failed or was denied is hatched as well as coloured", () => {
    const failed = [
      event(1, "codex.tool_result", 900, { tool: "shell", durationMilliseconds: 800, outcome: "failed" }),
    ];
    expect(classes(pictureOf(failed))).toContain("bad");
    expect(classes(pictureOf(oneTurn))).not.toContain("bad");
  });

  test("A finding has a sign of its own, and says what was found", () => {
    const finding = { id: "x", severity: "critical", message: "A destructive command was approved." } as const;
    const picture = pictureOf([event(1, "codex.tool_result", 900, { tool: "shell", findings: [finding] })]);
    expect(classes(picture)).toContain("finding critical");
    expect(labels(picture).at(-1)).toContain("A destructive command was approved.");
  });

  test("One thing is selected, and only it", () => {
    const selected = options(pictureOf(oneTurn, "call/call_1")).filter(({ attributes }) => attributes["aria-selected"]);
    expect(selected.map(({ attributes }) => attributes["data-event"])).toEqual([6]);
  });

  test("Many at one place say how many they are", () => {
    const many = Array.from({ length: 50 }, (_, index) => event(index + 1, "codex.auth_recovery", index % 2));
    const far = event(99, "codex.auth_recovery", 3_600_000);
    expect(labels(pictureOf([...many, far])).join("\n")).toMatch(/\d+ things at this place · auth_recovery/);
  });

  test("Hostile text stays text", () => {
    const hostile = '</text><script>alert(1)</script>"onload="x';
    const xml = toXml(pictureOf([event(1, "codex.user_prompt", 0, { summary: hostile }), event(2, "x", 9000)]));
    expect(xml).not.toContain("<script");
    expect(xml).toContain("&lt;script&gt;");
    expect(xml).not.toContain('"onload="');
  });

  test("In a file it is one image with a title, not something to work with", () => {
    const picture = pictureOf(oneTurn, undefined, "Count the lines");
    expect(picture.attributes.role).toBe("img");
    expect(options(picture)).toEqual([]);
    expect(toXml(picture)).toContain("<title>Count the lines</title>");
  });
});

describe("XML", () => {
  test("shows as an escape what XML does not allow", () => {
    const xml = toXml({ name: "text", attributes: {}, children: ["a\u0000\u001b\ud800b\tc"] });
    expect(xml).toBe("<text>a\\u{0}\\u{1b}\\u{d800}b\tc</text>");
  });
});

describe("The style", () => {
  test("has a theme colour for each of its colours, and uses them all", () => {
    const probe = Object.fromEntries(colorNames.map((name) => [name, `color-of-${name}`])) as typeof themeColors;
    const style = timelineStyle(probe, "serif");
    for (const name of colorNames) {
      expect(style, name).toContain(`color-of-${name};`);
      expect(themeColors[name], name).toMatch(/^var\(--vscode-/);
    }
  });
});
