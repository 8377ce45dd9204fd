import { expect, test } from "vitest";
import { summariseEvent } from "../../../core/events/eventSummary.ts";
import { stringValue, toText } from "../../../core/otlp/anyValue.ts";
import { DeliveryStatisticsCounter } from "../../../core/policy/deliver/deliveryStatistics.ts";
import { DetectionEngine } from "../../../core/policy/detect/detections.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { keptSession } from "./keptSession.ts";
import { recordedEvents } from "./recordedSessions.ts";

test("The calls of a script stand below it, and each counts once", () => {
  const { queries, session } = keptSession("code-mode");
  const { rows } = queries.events(session, 1, 0, 1000);
  const outer = rows.filter(({ summary, name }) => name === "codex.tool_result" && summary.startsWith("exec "));
  const tools = outer.map(({ id }) =>
    rows.filter(({ within }) => within === id).map(({ name, summary }) => `${name} ${summary.split(" ")[0]}`),
  );
  expect(tools).toEqual([
    ["codex.tool_decision exec_command", "codex.tool_result exec_command"],
    ["codex.tool_decision apply_patch", "codex.tool_result apply_patch", "codex.tool_result orders/lookup_order"],
    [],
  ]);
});

test("What is found in a call is not found once more in the script that made it", () => {
  const engine = new DetectionEngine(loadDefaultPolicy());
  const found = recordedEvents("code-mode").map((event) => {
    if (event.name !== "codex.tool_result" || !toText(event.attributes.get("output")).includes("total 16")) return [];
    // what the command printed has a key in it, and so has what the script says of it
    const output = stringValue(`${toText(event.attributes.get("output"))}\nAKIAIOSFODNN7EXAMPLE`);
    return engine.inspect({ ...event, attributes: new Map([...event.attributes, ["output", output]]) });
  });
  expect(found.flat().map(({ id }) => id)).toEqual([...new Set(found.flat().map(({ id }) => id))]);
  expect(found.flat().length).toBeGreaterThan(0);
});

test("A secret that a call printed, and the script repeats, counts once", () => {
  const counter = new DeliveryStatisticsCounter(compilePolicy(loadDefaultPolicy()));
  for (const event of recordedEvents("code-mode")) {
    const { attributes } = event;
    const isOfListing = toText(attributes.get("output")).includes("total 16");
    const output = stringValue(`${toText(attributes.get("output"))}\nAKIAIOSFODNN7EXAMPLE`);
    counter.add(isOfListing ? { ...event, attributes: new Map([...attributes, ["output", output]]) } : event);
  }
  const restricted = counter.result().find(({ destination }) => destination === "restricted");
  expect(restricted?.secrets.map(({ count }) => count)).toEqual([1]);
});

test("The pieces of a streamed answer are noise, the tokens are not", () => {
  const { queries, session } = keptSession("code-mode");
  const { rows } = queries.events(session, 1, 0, 1000);
  const stream = rows.filter(({ name }) => name === "codex.sse_event");
  expect(stream.filter(({ isNoise }) => isNoise)).toHaveLength(12);
  expect(stream.filter(({ isNoise }) => !isNoise).map(({ summary }) => summary)).toEqual(
    expect.arrayContaining([expect.stringContaining("1207 in")]),
  );
  expect(summariseEvent("codex.sse_event", new Map(), undefined)).toBe("");
});
