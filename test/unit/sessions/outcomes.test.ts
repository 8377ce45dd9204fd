import { describe, expect, test } from "vitest";
import { exitCodeIn } from "../../../core/events/commandExit.ts";
import { eventOutcome, refusedBy } from "../../../core/events/eventOutcome.ts";
import { summariseEvent } from "../../../core/events/eventSummary.ts";
import { commandIn } from "../../../core/events/toolCommand.ts";
import { stringValue, toText } from "../../../core/otlp/anyValue.ts";
import { codexRecord, listenerWith } from "../listener/store/receivedEvents.ts";
import { recordedEvents } from "./recordedSessions.ts";
import { marksOf } from "./transcriptComparison.ts";

const result = (output: string, success = "true") =>
  new Map(Object.entries({ success, output }).map(([name, value]) => [name, stringValue(value)]));
const outcomeOf = (output: string, success?: string) => eventOutcome("codex.tool_result", result(output, success));

/** What became of each command of a recorded session, and who refused it. */
const commandsOf = (name: string) =>
  recordedEvents(name)
    .filter((event) => event.name === "codex.tool_result")
    .map((event) => [
      commandIn(toText(event.attributes.get("arguments"))),
      eventOutcome(event.name, event.attributes),
      refusedBy(event.name, event.attributes),
    ]);

test("A command that ended with another exit code than 0 failed, whatever success says", () => {
  expect(outcomeOf("Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 128\nOutput:\nfatal")).toBe("failed");
  expect(outcomeOf("Exit code: 1\nWall time: 0 seconds\nOutput:\n")).toBe("failed");
  expect(outcomeOf("Exit code: 0\nWall time: 0 seconds\nOutput:\n", "false")).toBeUndefined();
});

test("What a command prints itself is not its exit code", () => {
  expect(outcomeOf("Wall time: 0.1 seconds\nProcess exited with code 0\nOutput:\nExit code: 1\n")).toBeUndefined();
  expect(exitCodeIn("Exit code: 1")).toBeUndefined();
  expect(exitCodeIn("Process running with session ID 4\nOutput:\nProcess exited with code 1\n")).toBeUndefined();
});

test("The row of a command says its exit code", () => {
  const output = stringValue("Process exited with code 2\nOutput:\n");
  const attributes = new Map([...result(""), ["tool_name", stringValue("exec_command")], ["output", output]]);
  expect(summariseEvent("codex.tool_result", attributes, undefined)).toBe("exec_command · exit code 2");
});

describe("Refusals are told apart", () => {
  test("by a rule of the approval policy, and by one about commands", () => {
    expect(commandsOf("sandbox-denied")).toEqual([
      ["touch nope.txt", "failed", undefined],
      ["touch nope2.txt", "denied", "rule"],
      ["rm -rf build", "denied", "rule"],
    ]);
  });

  test("by the sandbox", () => {
    const [refused] = recordedEvents("sandbox-denied").filter(({ name }) => name === "codex.sandbox_outcome");
    expect(refused && refusedBy(refused.name, refused.attributes)).toBe("sandbox");
  });

  test("by a person", () => {
    expect(commandsOf("app-server")).toEqual([
      ["ls", undefined, undefined],
      ["rm -rf build", "denied", "person"],
      ["touch /tmp/outside-of-the-workspace.txt", undefined, undefined],
      [expect.any(String), undefined, undefined],
    ]);
    const denied = recordedEvents("app-server").filter(
      ({ name, attributes }) => name === "codex.tool_decision" && refusedBy(name, attributes) !== undefined,
    );
    expect(denied.map(({ name, attributes }) => refusedBy(name, attributes))).toEqual(["person"]);
  });

  test.each([
    [
      'exec_command failed: CreateProcess { message: "Rejected(\\"This action was rejected due to unacceptable risk.',
      "reviewer",
    ],
    ["user rejected MCP tool call", "person"],
    ["patch rejected: writing outside of the project; rejected by user approval settings", "rule"],
    ["No such file: rejected by user", undefined],
  ] as const)("%s", (output, by) => expect(refusedBy("codex.tool_result", result(output, "false"))).toBe(by));

  test("and what a command that ran prints of a refusal is none", () =>
    expect(refusedBy("codex.tool_result", result("user rejected MCP tool call"))).toBeUndefined());
});

test("A call that the automated reviewer refused is one refusal, although three events tell of it", () => {
  const call = { call_id: "call_1", tool_name: "exec_command" };
  const listener = listenerWith([
    codexRecord("codex.guardian_assessment", "s", { "item.id": "call_1", status: "denied", outcome: "deny" }),
    codexRecord("codex.tool_decision", "s", { ...call, decision: "denied", source: "AutomatedReviewer" }),
    codexRecord("codex.tool_result", "s", { ...call, success: "false" }),
  ]);
  expect(listener.queries.sessions()).toMatchObject([{ failures: 0, denials: 1 }]);
  const calls = marksOf(listener.queries, "s");
  expect(calls).toMatchObject([{ kind: "tool", outcome: "denied", refusedBy: "reviewer" }]);
});
