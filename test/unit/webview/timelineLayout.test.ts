import { describe, expect, test } from "vitest";
import {
  following,
  layOut,
  panned,
  placeAt,
  showing,
  wholeSession,
  zoomed,
} from "../../../webview/timeline/timelineLayout.ts";
import { begin, event, oneTurn, timelineOf } from "../timeline/timelineEvents.ts";

const whole = { from: 0, to: 1000 };

describe("What is in sight", () => {
  test("At first all of a session, with some room", () => {
    const { from, to } = wholeSession(timelineOf(oneTurn));
    expect(from).toBeLessThan(begin);
    expect(to).toBeGreaterThan(begin + 1800);
    expect(to - from).toBeLessThan(2000);
  });

  test("A session of one moment and one without events have a width all the same", () => {
    expect(wholeSession(timelineOf([]))).toEqual({ from: 0, to: 1000 });
    const { from, to } = wholeSession(timelineOf([event(1, "codex.turn_ttft", 0)]));
    expect(to - from).toBeGreaterThanOrEqual(100);
  });

  test("Zooming keeps the place it was done at, and stays inside of the session", () => {
    expect(zoomed(whole, 0.5, 0.25, whole)).toEqual({ from: 125, to: 625 });
    expect(zoomed({ from: 0, to: 100 }, 4, 1, whole)).toEqual({ from: 0, to: 400 });
    expect(zoomed({ from: 400, to: 600 }, 100, 0.5, whole)).toEqual(whole);
  });

  test("A place in the picture is a place in the window, from its beginning to its end", () => {
    const { left, width } = layOut(timelineOf(oneTurn), whole, 1000);
    expect([0, left, (left + width - 12) / 2, width - 12, width].map((x) => placeAt(x, width))).toEqual([
      0, 0, 0.5, 1, 1,
    ]);
  });

  test("Zooming in ends at a few milliseconds", () => {
    const { from, to } = zoomed({ from: 500, to: 511 }, 0.001, 0.5, whole);
    expect(to - from).toBe(10);
  });

  test("Moving ends at both ends of the session", () => {
    expect(panned({ from: 100, to: 300 }, 0.5, whole)).toEqual({ from: 200, to: 400 });
    expect(panned({ from: 100, to: 300 }, -2, whole)).toEqual({ from: 0, to: 200 });
    expect(panned({ from: 700, to: 900 }, 2, whole)).toEqual({ from: 800, to: 1000 });
  });

  test("Who looks at the newest goes on to do so, who looks at something else is not disturbed", () => {
    const grown = { from: 0, to: 1500 };
    expect(following({ from: 800, to: 1000 }, whole, grown)).toEqual({ from: 1300, to: 1500 });
    expect(following({ from: 100, to: 300 }, whole, grown)).toEqual({ from: 100, to: 300 });
  });

  test("What is selected comes into sight, and what is in sight does not move", () => {
    const window = { from: 100, to: 300 };
    expect(showing(window, 150, 200, whole)).toBe(window);
    const right = showing(window, 600, 650, whole);
    expect(right.from).toBeLessThanOrEqual(600);
    expect(right.to).toBeGreaterThanOrEqual(650);
    expect(right.to - right.from).toBe(200);
    const left = showing(window, 20, 30, whole);
    expect(left.from).toBeLessThanOrEqual(20);
  });
});

describe("Where things stand", () => {
  const timeline = timelineOf(oneTurn);
  const layout = layOut(timeline, wholeSession(timeline), 1000);

  test("Turns, model calls, tools, other events, findings and tokens have a lane each, one below the other", () => {
    expect(layout.lanes.map(({ name }) => name)).toEqual(["turns", "model", "tools", "other", "findings", "tokens"]);
    for (const [index, lane] of layout.lanes.entries()) {
      const before = layout.lanes[index - 1];
      if (before !== undefined) expect(lane.top).toBe(before.top + before.height);
    }
  });

  test("A box is as long as it took", () => {
    const turn = layout.boxes.find(({ lane }) => lane === "turns");
    const tool = layout.boxes.find(({ lane }) => lane === "tools");
    expect((tool?.width ?? 0) / (turn?.width ?? 1)).toBeCloseTo(500 / 1800, 2);
    expect(tool?.decisionX ?? 0).toBeLessThan(tool?.x ?? 0);
  });

  test("Everything is drawn inside of the picture", () => {
    for (const { x, y, width, height } of layout.boxes) {
      expect(x).toBeGreaterThanOrEqual(layout.left - 3);
      expect(x + width).toBeLessThanOrEqual(layout.width);
      expect(y + height).toBeLessThanOrEqual(layout.height);
    }
  });

  test("Tools that run at the same time stand below each other", () => {
    const call = (id: number, callId: string) =>
      event(id, "codex.tool_result", 1000, { callId, tool: "shell", durationMilliseconds: 900 });
    const both = timelineOf([call(1, "a"), call(2, "b")]);
    const tools = layOut(both, wholeSession(both), 1000).boxes.filter(({ lane }) => lane === "tools");
    expect(new Set(tools.map(({ y }) => y)).size).toBe(2);
  });

  test("What is not in the window is not drawn", () => {
    const { boxes } = layOut(timeline, { from: begin + 1250, to: begin + 1900 }, 1000);
    expect(boxes.map(({ lane }) => lane)).toEqual(["turns", "tools"]);
  });

  test("A finding stands where it was found, also in a turn that goes on; those that would overlap are one sign", () => {
    const finding = { id: "x", severity: "low", message: "" } as const;
    const found = timelineOf(
      oneTurn.map((each) => ([1, 5, 6].includes(each.id) ? { ...each, findings: [finding] } : each)),
    );
    const window = { from: begin, to: begin + 2000 };
    const { findings, left, width } = layOut(found, window, 1000);
    const offsets = findings.map(({ x }) => ((x - left) / (width - 12 - left)) * 2000);
    expect(offsets.map(Math.round)).toEqual([0, 1200, 1800]);
    const [sign] = layOut(found, { from: begin - 100_000, to: begin + 100_000 }, 1000).findings;
    expect(sign?.findings.map(({ event: id }) => id)).toEqual([1, 5, 6]);
  });

  test("Twenty thousand events are drawn as no more than fit, and none is lost", () => {
    const many = timelineOf(
      Array.from({ length: 20_000 }, (_, index) =>
        event(index + 1, "codex.tool_result", index * 20, { tool: "shell", durationMilliseconds: 15 }),
      ),
    );
    const { boxes } = layOut(many, wholeSession(many), 1000);
    const tools = boxes.filter(({ lane }) => lane === "tools");
    expect(boxes.length).toBeLessThan(1000);
    expect(tools.reduce((sum, { marks }) => sum + marks.length, 0)).toBe(20_000);
  });

  test("The curve of tokens reaches the top of its lane with the last answer", () => {
    const { curve, lanes } = layout;
    const lane = lanes.at(-1);
    expect(curve).toMatchObject({ inputTokens: 1200, outputTokens: 80 });
    expect(curve.points[0]?.input).toBeGreaterThan(curve.points.at(-1)?.input ?? 0);
    expect(curve.points.at(-1)?.output).toBe((lane?.top ?? 0) + 8);
  });
});
