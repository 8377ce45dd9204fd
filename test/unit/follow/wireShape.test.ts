import { join } from "node:path";
import { expect, test } from "vitest";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";
import { catalogueGaps } from "../../../follow/catalogueGaps.ts";
import { compareShapes } from "../../../follow/compareShapes.ts";
import { WireShapes } from "../../../follow/wireShape.ts";
import { readCapture } from "../../../listener/record/captureFile.ts";

const captures = join(import.meta.dirname, "../../fixtures/captures");

async function requestsOf(name: string): Promise<readonly OtlpRequest[]> {
  const requests: OtlpRequest[] = [];
  for await (const request of readCapture(join(captures, name))) requests.push(request);
  return requests;
}

function shapeOf(requests: readonly OtlpRequest[], headers: Record<string, string> = {}): WireShapes {
  const shape = new WireShapes();
  for (const request of requests) shape.add("logs over HTTP JSON", headers, request);
  return shape;
}

const session = await requestsOf("shell-tools.all.otlp.jsonl.gz");

test("The shape of a session has names and wire types of all its signals, and no value", () => {
  const shape = shapeOf(session);
  expect(shape.eventAttributes.get("codex.tool_result output")).toEqual(new Set(["string"]));
  expect(shape.resources.get("logs")).toContain("service.name");
  expect(shape.metrics.size).toBeGreaterThan(3);
  expect(shape.spans.get("spans")?.size).toBeGreaterThan(3);
  const written = JSON.stringify([...shape.eventAttributes].map(([name, types]) => [name, ...types]));
  expect(written).not.toMatch(/README|wc -l/);
});

test("Two recordings of the same have no difference", () => {
  expect(compareShapes(shapeOf(session), shapeOf(session))).toEqual([]);
});

test("A new attribute, a changed wire type and a new header field are told, and so is what is gone", () => {
  const base = shapeOf(session, { accept: "*/*" });
  const changed = structuredClone(session);
  for (const { resourceLogs } of changed.flatMap((one) => (one.signal === "logs" ? [one.request] : [])))
    for (const { attributes } of resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((one) => one.logRecords)))
      for (const attribute of attributes) {
        if (attribute.key === "tool_name") attribute.key = "tool_title";
        if (attribute.key === "call_id") attribute.value = { intValue: 7n };
      }
  const differences = compareShapes(base, shapeOf(changed, { accept: "*/*", "accept-encoding": "zstd,gzip" }));
  expect(differences).toEqual([
    { subject: "header fields", added: ["logs over HTTP JSON: accept-encoding: zstd,gzip"], gone: [] },
    {
      subject: "events, their attributes and wire types",
      added: [
        "codex.tool_decision call_id: int",
        "codex.tool_decision tool_title",
        "codex.tool_result call_id: int",
        "codex.tool_result tool_title",
      ],
      gone: [
        "codex.tool_decision call_id: string",
        "codex.tool_decision tool_name",
        "codex.tool_result call_id: string",
        "codex.tool_result tool_name",
      ],
    },
  ]);
});

test("The catalogue knows every event and attribute of a recorded session, and what it does not know is told", () => {
  const none = { events: [], attributes: [], resourceAttributes: [], spanAttributes: [], metrics: [] };
  expect(catalogueGaps(shapeOf(session))).toMatchObject({ ...none, spanAttributes: expect.anything() });
  const shape = new WireShapes();
  shape.eventAttributes.set("codex.brand_new note", new Set(["string"]));
  shape.eventAttributes.set("codex.tool_result exit_code", new Set(["int"]));
  shape.eventAttributes.set("codex.tool_result prompt", new Set(["string"]));
  shape.eventAttributes.set("codex.tool_result output", new Set(["array"]));
  shape.metrics.set("codex.brand_new.count", new Set(["tool"]));
  shape.metrics.set("codex.tool.call", new Set(["tool", "success", "command_line"]));
  shape.resources.set("logs", new Set(["service.name", "cluster.of.codex"]));
  expect(catalogueGaps(shape)).toEqual({
    events: ["codex.brand_new"],
    attributes: [
      "codex.brand_new note: unknown",
      "codex.tool_result exit_code: unknown",
      "codex.tool_result output: as array",
      "codex.tool_result prompt: not listed for this event",
    ],
    resourceAttributes: ["cluster.of.codex"],
    spanAttributes: [],
    metrics: ["codex.brand_new.count", "codex.tool.call command_line: not listed"],
  });
});
