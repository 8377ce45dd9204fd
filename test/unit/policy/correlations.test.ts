import { describe, expect, test } from "vitest";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { event, policyOf } from "./policyFixtures.ts";

const detection = (rest: string) =>
  policyOf(`[[detections]]\nid = "d"\nseverity = "low"\nmessage = "Found"\nevent = "codex.tool_decision"\n${rest}`);

type Attributes = Parameters<typeof event>[1];

/** An event so many seconds after the session began. */
const at = (seconds: number, name: string, attributes: Attributes = {}, session = "session-1") => ({
  ...event(name, attributes, { session }),
  timeUnixNano: 1_800_000_000_000_000_000n + BigInt(Math.round(seconds * 1e9)),
});
const withoutTime = (name: string, attributes: Attributes = {}) => ({ ...event(name, attributes), timeUnixNano: 0n });

const found = (policy: ReturnType<typeof detection>, ...events: ReturnType<typeof event>[]): boolean[] => {
  const engine = new DetectionEngine(policy);
  return events.map((one) => engine.inspect(one).length > 0);
};

const denial = (seconds: number, attributes: Attributes = {}, session?: string) =>
  at(seconds, "codex.tool_decision", { decision: "denied", ...attributes }, session);
const result = (seconds: number, attributes: Attributes = {}, session?: string) =>
  at(seconds, "codex.tool_result", attributes, session);

describe("An event that repeats", () => {
  const policy = detection(
    'when = [{ attribute = "decision", equals = "denied" }]\nrepeats = { times = 3, within = 60 }',
  );

  test("is found at the last of so many, and they are counted anew after that", () => {
    expect(found(policy, denial(0), denial(1), denial(2), denial(3), denial(4), denial(5))).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  test("counts to the second, by the times of the events", () => {
    expect(found(policy, denial(0), denial(30), denial(60))).toEqual([false, false, true]);
    expect(found(policy, denial(0), denial(30), denial(60.001))).toEqual([false, false, false]);
  });

  test("is found in a window that begins later than the first", () => {
    expect(found(policy, denial(0), denial(50), denial(70), denial(100))).toEqual([false, false, false, true]);
  });

  test("is counted for each session, and nothing else is counted", () => {
    expect(found(policy, denial(0), denial(1, {}, "other"), denial(2), result(3))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(found(policy, denial(0), denial(1), denial(2, { decision: "approved" }))).toEqual([false, false, false]);
  });

  test("is found whichever event arrives first", () => {
    expect(found(policy, denial(20), denial(0), denial(10))).toEqual([false, false, true]);
  });

  test("is counted for each value of an attribute, where one is named", () => {
    const byTool = detection('repeats = { times = 2, within = 60, on = "tool_name" }');
    const shell = denial(0, { tool_name: "shell" });
    expect(found(byTool, shell, denial(1, { tool_name: "patch" }), denial(2), shell)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("happened when the latest did, if it has no time of its own", () => {
    const late = withoutTime("codex.tool_decision", { decision: "denied" });
    expect(found(policy, denial(0), denial(1), late)).toEqual([false, false, true]);
    expect(found(policy, denial(0), denial(59), denial(100), late)).toEqual([false, false, false, true]);
  });

  test("takes no more memory than is allowed", () => {
    const engine = new DetectionEngine(policy, { sessions: 1, waitingPerSession: 1 });
    expect([denial(0), denial(1), denial(2)].map((one) => engine.inspect(one).length)).toEqual([0, 0, 0]);
  });
});

describe("An event that follows another", () => {
  const policy = detection(
    'when = [{ attribute = "decision", equals = "denied" }]\nthen = { event = "codex.tool_result", when = [{ attribute = "success", equals = "true" }], within = 30 }',
  );
  const success = (seconds: number, session?: string) => result(seconds, { success: "true" }, session);

  test("is found when it follows soon enough, in the same session", () => {
    expect(found(policy, denial(0), success(30))).toEqual([false, true]);
    expect(found(policy, denial(0), success(30.001))).toEqual([false, false]);
    expect(found(policy, denial(0), success(1, "other"))).toEqual([false, false]);
  });

  test("is not found when it came before", () => {
    expect(found(policy, success(0), denial(1))).toEqual([false, false]);
    expect(found(policy, success(0), denial(0))).toEqual([false, false]);
  });

  test("is found when it happened later, although it arrived first", () => {
    expect(found(policy, success(5), denial(0))).toEqual([false, true]);
  });

  test("is found at the same time in the order of arrival", () => {
    expect(found(policy, denial(0), success(0))).toEqual([false, true]);
  });

  test("is found once for each first event", () => {
    expect(found(policy, denial(0), success(1), success(2))).toEqual([false, true, false]);
  });

  test("must share the attribute, where one is named", () => {
    const byCall = detection('then = { on = "call_id", event = "codex.tool_result", within = 30 }');
    expect(
      found(byCall, denial(0, { call_id: "1" }), result(1, { call_id: "2" }), result(2, { call_id: "1" })),
    ).toEqual([false, false, true]);
  });
});

test("A pair with a time limit is found in either order, but not too far apart", () => {
  const policy = detection('join = { on = "call_id", event = "codex.tool_result", within = 10 }');
  const [decided, done] = [denial(20, { call_id: "1" }), (seconds: number) => result(seconds, { call_id: "1" })];
  expect(found(policy, decided, done(30))).toEqual([false, true]);
  expect(found(policy, done(10), decided)).toEqual([false, true]);
  expect(found(policy, done(9), decided)).toEqual([false, false]);
});

describe("A value that is not in the session's list", () => {
  const policy = policyOf(`
    [[detections]]
    id = "d"
    severity = "low"
    message = "Found"
    event = "codex.tool_result"
    unlisted = { attribute = "mcp_server", event = "codex.conversation_starts", list = "mcp_servers" }`);
  const start = (mcp_servers: string, session?: string) => at(0, "codex.conversation_starts", { mcp_servers }, session);
  const used = (mcp_server: string) => result(1, { mcp_server });

  test("is found once; a value that is there is not", () => {
    expect(found(policy, start("a, b"), used("B"), used("c"), used("c"), used("d"))).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  test("is not found before the list came, and by the list of its own session only", () => {
    expect(found(policy, used("c"), start("a", "other"), used("c"), start(""), used("c"))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test("is judged by the last list", () => {
    expect(found(policy, start("a"), start("a,b"), used("b"))).toEqual([false, false, false]);
  });

  test("is not judged by a list that is too long to be remembered", () => {
    expect(found(policy, start(Array.from({ length: 5000 }, (_, i) => `name${i}`).join(",")), used("z"))).toEqual([
      false,
      false,
    ]);
  });
});

test("All events that a correlation needs are of concern", () => {
  const names = ["codex.tool_decision", "codex.tool_result", "codex.sse_event"];
  const concerned = (rest: string) => names.map((name) => new DetectionEngine(detection(rest)).concerns(name));
  expect(concerned('then = { event = "codex.tool_result", within = 5 }')).toEqual([true, true, false]);
  expect(concerned("repeats = { times = 2, within = 5 }")).toEqual([true, false, false]);
  expect(concerned('unlisted = { attribute = "a", event = "codex.sse_event", list = "b" }')).toEqual([
    true,
    false,
    true,
  ]);
});
