import { expect, test } from "vitest";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { event, policyOf } from "./policyFixtures.ts";

const policy = policyOf(`
[[detections]]
id = "failed"
severity = "low"
message = "Something failed"
event = ["codex.tool_*", "codex.api_request"]
when = [{ attribute = "success", equals = "false" }]

[[detections]]
id = "pair"
severity = "critical"
message = "Both halves"
event = "codex.tool_decision"
when = [{ attribute = "decision", equals = "approved" }]
join = { on = "call_id", event = "codex.tool_result", when = [{ attribute = "arguments", matches = "danger" }] }
`);

const decision = (call_id: string, session?: string) =>
  event("codex.tool_decision", { call_id, decision: "approved" }, session === undefined ? {} : { session });
const result = (call_id: string, session?: string, success = "true") =>
  event("codex.tool_result", { call_id, arguments: "danger", success }, session === undefined ? {} : { session });

const ids = (engine: DetectionEngine, ...events: Parameters<DetectionEngine["inspect"]>[0][]) =>
  events.map((one) => engine.inspect(one).map(({ id }) => id));

test("A finding carries id, severity and message of the detection", () => {
  expect(new DetectionEngine(policy).inspect(event("codex.api_request", { success: false }))).toEqual([
    { id: "failed", severity: "low", message: "Something failed" },
  ]);
});

test("An event of another name or that misses a condition is no finding", () => {
  const engine = new DetectionEngine(policy);
  expect(engine.inspect(event("codex.sse_event", { success: "false" }))).toEqual([]);
  expect(engine.inspect(event("codex.tool_result", { success: "true" }))).toEqual([]);
});

test("A pair is found at its later half, in whichever order they come", () => {
  expect(ids(new DetectionEngine(policy), decision("1"), result("1"))).toEqual([[], ["pair"]]);
  expect(ids(new DetectionEngine(policy), result("1"), decision("1"))).toEqual([[], ["pair"]]);
});

test("A pair is found once, and again when both halves come again", () => {
  const engine = new DetectionEngine(policy);
  expect(ids(engine, decision("1"), result("1"), result("1"), decision("1"))).toEqual([[], ["pair"], [], ["pair"]]);
});

test("Halves of different calls or sessions don't make a pair", () => {
  const engine = new DetectionEngine(policy);
  expect(ids(engine, decision("1"), result("2"), result("1", "other"))).toEqual([[], [], []]);
});

test("An event without the shared attribute waits for nothing", () => {
  const engine = new DetectionEngine(policy);
  const lone = event("codex.tool_decision", { decision: "approved" });
  expect(ids(engine, lone, event("codex.tool_result", { arguments: "danger" }))).toEqual([[], []]);
});

test("One event is not both halves of a pair", () => {
  const policy = policyOf(`
    [[detections]]
    id = "twice"
    severity = "low"
    message = "Seen twice"
    event = "*"
    join = { on = "call_id", event = "*" }`);
  const engine = new DetectionEngine(policy);
  expect(ids(engine, decision("1"), decision("1"))).toEqual([[], ["twice"]]);
});

test("Several findings at one event come in the order of the policy", () => {
  expect(ids(new DetectionEngine(policy), decision("1"), result("1", undefined, "false"))).toEqual([
    [],
    ["failed", "pair"],
  ]);
});

test("Long call ids are joined like short ones", () => {
  const [long, other] = ["x".repeat(100_000), `${"x".repeat(99_999)}y`];
  expect(ids(new DetectionEngine(policy), decision(long), result(other), result(long))).toEqual([[], [], ["pair"]]);
});

test("Memory is bounded: the oldest waiting halves and the longest silent sessions are forgotten", () => {
  const engine = new DetectionEngine(policy, { sessions: 2, waitingPerSession: 2 });
  for (const call of ["1", "2", "3"]) engine.inspect(decision(call));
  expect(ids(engine, result("1"), result("3"))).toEqual([[], ["pair"]]);

  const many = new DetectionEngine(policy, { sessions: 2, waitingPerSession: 2 });
  for (const session of ["a", "b"]) many.inspect(decision("1", session));
  many.inspect(decision("2", "a"));
  many.inspect(decision("1", "c"));
  expect(ids(many, result("1", "a"), result("1", "c"), result("1", "b"))).toEqual([["pair"], ["pair"], []]);
});

test("Only events that some detection names, as either half of a pair too, need to be inspected", () => {
  const engine = new DetectionEngine(policy);
  expect(
    ["codex.tool_decision", "codex.tool_result", "codex.api_request", "codex.sse_event"].map((name) =>
      engine.concerns(name),
    ),
  ).toEqual([true, true, true, false]);
});
