import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runExplain } from "../../../cli/commands/explain.ts";
import { eventLine } from "../../../cli/output/eventLine.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import type { ReceivedEvent } from "../../../listener/store/receivedEvent.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { captureRequests } from "../otlp/captures.ts";
import { runCommand } from "./runCommand.ts";

const capture = "shell-tools.logs.otlp.jsonl";

const captures = join(import.meta.dirname, "../../fixtures/captures");
const explain = (...argv: string[]) => runCommand(runExplain, argv, { environment: {}, currentDirectory: captures });

test("explain, the tree and tail give the same account of every event", async () => {
  const events: ReceivedEvent[] = [];
  const listener = new Listener({ policyText: undefined, maximumEvents: 1000 }, () => undefined, {
    events: (received) => events.push(...received),
  });
  onTestFinished(() => listener.close());
  for (const request of captureRequests(capture))
    listener.accept({ signal: request.signal, bytes: encodeRequest(request) });

  const { code, stdout } = await explain(capture, "--format", "json");
  expect(code).toBe(0);
  const explained = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(explained).toHaveLength(events.length);
  let told = 0;
  for (const [index, received] of events.entries()) {
    const detail = listener.queries.event(received.id);
    const line = eventLine(listener.policy, received, "local", true);
    const { routes, detections, event } = explained[index];
    expect(event).toBe(received.event.name);
    expect(detections).toEqual(line?.detections);
    expect(detections).toEqual(detail?.detections);
    for (const route of detail?.routes ?? []) {
      const { steps, attributes, ids, decision, rule, reason } = routes[route.destination];
      expect({ decision, rule, reason }).toEqual({ decision: route.decision, rule: route.rule, reason: route.reason });
      expect(steps).toEqual(route.steps);
      expect(attributes).toEqual(route.account);
      expect(ids).toEqual(route.ids.map(({ text, received: own, ...account }) => account));
      expect(ids).toEqual(line?.routes[route.destination]?.ids);
      told += ids.length;
      expect({ steps, attributes }).toEqual({
        steps: line?.routes[route.destination]?.steps,
        attributes: line?.routes[route.destination]?.attributes,
      });
    }
  }
  expect(told).toBeGreaterThan(50);
});

test("explain tells people why a destination gets an event, and why it doesn't get another", async () => {
  const { stdout } = await explain(capture, "--destination", "siem", "--name", "codex.tool_*");
  expect(stdout).toMatch(/codex\.tool_decision .*\n {2}siem: delivered/);
  expect(stdout).toMatch(/✓ codex\.tool_decision names this event\./);
  expect(stdout).not.toContain("codex.user_prompt  ");
  expect(stdout).not.toContain("lake:");
});

test("explain tells people what becomes of the ids of trace and span that a record has itself, without showing them", async () => {
  const { stdout } = await explain(capture, "--name", "codex.user_prompt");
  const [traceId] = captureRequests(capture).flatMap((request) =>
    request.signal === "logs" ? eventsOf(request.request).map((event) => event.traceId) : [],
  );
  for (const id of ["trace_id", "span_id"]) {
    expect(stdout).toContain(`      ${id} of the record  identifier  hashed  destinations.siem.redact.identifier\n`);
    expect(stdout).toContain(
      `      ${id} of the record  identifier  kept  destinations.restricted.redact.identifier\n`,
    );
  }
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(stdout).not.toContain(String(traceId));
});

test("explain shows one event only when its number is given", async () => {
  const { stdout } = await explain(capture, "--event", "3");
  expect(stdout.match(/^#/gm)).toHaveLength(1);
  expect(stdout).toMatch(/^#3 /);
});

test("explain names what is wrong with its options", async () => {
  await expect(explain()).rejects.toThrow("Name at least one recorded file.");
  await expect(explain(capture, "--destination", "nowhere")).rejects.toThrow(/siem, lake, restricted/);
  await expect(explain(capture, "--event", "0")).rejects.toThrow("--event must be");
  const { code, stderr } = await explain("no-such-file.jsonl");
  expect(code).toBe(1);
  expect(stderr).toContain("no-such-file.jsonl");
});
