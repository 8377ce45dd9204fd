import { describe, expect, test } from "vitest";
import { begin, event, oneTurn, timelineOf } from "./timelineEvents.ts";

const offsets = (events: Parameters<typeof timelineOf>[0]) =>
  timelineOf(events).marks.map(({ kind, startUnixMilliseconds, endUnixMilliseconds, outcome }) => [
    kind,
    startUnixMilliseconds - begin,
    endUnixMilliseconds - begin,
    outcome,
  ]);

describe("The events of a turn become what happened in it", () => {
  test("A model call lasts from its request to the end of its response, a tool call as long as it took", () => {
    expect(offsets(oneTurn)).toEqual([
      ["turn", 0, 1800, "done"],
      ["model", 20, 1101, "done"],
      ["tool", 1300, 1800, "done"],
    ]);
  });

  test("A tool call knows who allowed it and when, and both events lead to it", () => {
    const timeline = timelineOf(oneTurn);
    const call = timeline.markOf(6);
    expect(call).toMatchObject({
      title: "exec_command",
      detail: "wc -l",
      event: 6,
      events: [5, 6],
      decision: { decision: "approved", decidedBy: "config", approved: true, timeUnixMilliseconds: begin + 1200 },
    });
    expect(timeline.markOf(5)).toBe(call);
  });

  test("A turn is called by its prompt, and its prompt leads to it", () => {
    const timeline = timelineOf(oneTurn);
    expect(timeline.markOfTurn(1)).toMatchObject({ kind: "turn", detail: "Count the lines", event: 1 });
    expect(timeline.markOf(1)).toBe(timeline.markOfTurn(1));
    expect(timeline.markOfTurn(2)).toBeUndefined();
  });

  test("What came before the first prompt is no turn", () => {
    expect(offsets([event(1, "codex.startup_phase", 48, { turn: 0, durationMilliseconds: 48 })])).toEqual([
      ["other", 0, 48, "done"],
    ]);
  });
});

describe("How a call ended", () => {
  const decided = (decision: string, offset = 10) =>
    event(5, "codex.tool_decision", offset, {
      callId: "c",
      tool: "shell",
      decision,
      decidedBy: "user",
      ...(!decision.startsWith("approved") && { outcome: "denied" }),
    });

  test("A tool that was allowed waits for its result", () => {
    expect(timelineOf([decided("approved")]).markOf(5)).toMatchObject({ kind: "decision", outcome: "waiting" });
  });

  test("A tool that was not allowed is denied, in whatever words", () => {
    for (const decision of ["denied", "abort", "timed_out"])
      expect(timelineOf([decided(decision)]).markOf(5)).toMatchObject({ kind: "decision", outcome: "denied" });
  });

  test("A tool that was denied and ran all the same has run, and the denial still shows", () => {
    const result = event(6, "codex.tool_result", 40, { callId: "c", tool: "shell", durationMilliseconds: 20 });
    expect(timelineOf([decided("denied"), result]).markOf(6)).toMatchObject({
      kind: "tool",
      outcome: "done",
      decision: { approved: false },
    });
  });

  test("A result that arrives before its decision is the same call", () => {
    const result = event(4, "codex.tool_result", 40, {
      callId: "c",
      tool: "shell",
      durationMilliseconds: 20,
      outcome: "failed",
    });
    const timeline = timelineOf([result, decided("approved_for_session")]);
    expect(timeline.markOf(4)).toMatchObject({ kind: "tool", outcome: "failed", decision: { approved: true } });
    expect(timeline.marks.filter(({ kind }) => kind === "tool")).toHaveLength(1);
  });

  test("Calls without an id stand alone", () => {
    const timeline = timelineOf([
      event(1, "codex.tool_result", 10, { tool: "a" }),
      event(2, "codex.tool_result", 20, { tool: "b" }),
    ]);
    expect(timeline.marks.filter(({ kind }) => kind === "tool").map(({ title }) => title)).toEqual(["a", "b"]);
  });

  test("A request that failed ends at once, and the next one gets the response", () => {
    const timeline = timelineOf([
      event(1, "codex.api_request", 10, { outcome: "failed" }),
      event(2, "codex.api_request", 30, { durationMilliseconds: 10 }),
      event(3, "codex.sse_event", 90, { endsModelCall: true }),
    ]);
    expect(timeline.markOf(1)).toMatchObject({ outcome: "failed", endUnixMilliseconds: begin + 10 });
    expect(timeline.markOf(3)).toBe(timeline.markOf(2));
    expect(timeline.markOf(2)).toMatchObject({ outcome: "done", endUnixMilliseconds: begin + 90 });
  });

  test("A response that failed makes the call a failed one", () => {
    const timeline = timelineOf([
      event(1, "codex.api_request", 10),
      event(2, "codex.sse_event", 30, { endsModelCall: true, outcome: "failed" }),
    ]);
    expect(timeline.markOf(1)).toMatchObject({ outcome: "failed" });
  });
});

describe("Tokens", () => {
  test("Each answer adds to those before", () => {
    const usage = (inputTokens: number, outputTokens: number) => ({
      usage: { inputTokens, outputTokens, cachedTokens: 0, reasoningTokens: 0 },
    });
    const { tokens } = timelineOf([
      event(1, "codex.sse_event", 10, usage(100, 5)),
      event(2, "codex.sse_event", 30, usage(200, 7)),
    ]);
    expect(tokens.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual([
      [100, 5],
      [300, 12],
    ]);
  });
});

test("Findings stand at what they were found in", () => {
  const finding = { id: "destructive", severity: "high", message: "Deletes." } as const;
  const [first, ...rest] = oneTurn;
  const timeline = timelineOf(
    [first, ...rest.map((each) => (each.id === 6 ? { ...each, findings: [finding] } : each))].filter(
      (each) => each !== undefined,
    ),
  );
  expect(timeline.marks.filter(({ findings }) => findings.length > 0)).toMatchObject([
    { kind: "tool", findings: [{ ...finding, event: 6, timeUnixMilliseconds: begin + 1800 }] },
  ]);
});

test("An event that claims to have taken longer than there was time begins no earlier than time does", () => {
  const [mark] = timelineOf([
    event(1, "codex.auth_recovery", 0, { turn: 0, durationMilliseconds: Number.MAX_SAFE_INTEGER }),
  ]).marks;
  expect(mark?.startUnixMilliseconds).toBe(0);
});

describe("A call that was refused is one thing", () => {
  const call = { callId: "c", tool: "exec_command" };
  const sandboxed = event(5, "codex.sandbox_outcome", 20, { callId: "c", outcome: "denied", refusedBy: "sandbox" });

  test("which the sandbox refused, whatever the command says then", () => {
    const timeline = timelineOf([sandboxed, event(6, "codex.tool_result", 30, { ...call, outcome: "failed" })]);
    expect(timeline.markOf(5)).toBe(timeline.markOf(6));
    expect(timeline.markOf(6)).toMatchObject({ kind: "tool", outcome: "denied", refusedBy: "sandbox" });
  });

  test("unless it was allowed outside of the sandbox then", () => {
    const timeline = timelineOf([sandboxed, event(6, "codex.tool_result", 30, call)]);
    expect(timeline.markOf(6)).toMatchObject({ outcome: "done" });
    expect(timeline.markOf(6)).not.toHaveProperty("refusedBy");
  });
});
