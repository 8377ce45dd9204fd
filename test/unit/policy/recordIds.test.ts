import { expect, test } from "vitest";
import { eventsOf } from "../../../core/events/normalise.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { seenIds } from "../../../core/policy/evaluate/recordIds.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { toHexadecimal } from "../../../core/text/hexadecimal.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";
import { inventedVocabulary, withInvented } from "./inventedActions.ts";
import { policyOf } from "./policyFixtures.ts";

const policy = (redact: string, classes = 'ids = ["trace_id", "span_id"]') =>
  `version = 1\n[classes]\n${classes}\n[destinations.d]\nreceives = ["*"]\nredact = { ${redact} }\n`;
const record = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

test.each([
  ['ids = "keep"', "keep", "keep", "destinations.d.redact.ids"],
  ['ids = "drop"', "drop", "drop", "destinations.d.redact.ids"],
  ['ids = "mask"', "drop", "mask", "destinations.d.redact.ids"],
  ["ids = { truncate = 4 }", "drop", "truncate", "destinations.d.redact.ids"],
  ['ids = "hash"', "hash", "hash", "destinations.d.redact.ids"],
  ['default = "keep"', "keep", "keep", "destinations.d.redact.default"],
  ['unknown = "keep"', "drop", "mask", "destinations.d.redact.default"],
])("With redact = { %s } the ids of a record are told as %s", (redact, action, written, rule) => {
  const compiled = compilePolicy(policyOf(policy(redact).replace("version = 1\n", "")));
  const seen = seenIds(compiled, 0, record);
  expect(seen.map(({ text, ...account }) => account)).toEqual([
    { id: "trace_id", class: "ids", action, written, rule },
    { id: "span_id", class: "ids", action, written, rule },
  ]);
  expect(seenIds(compiled, 1, record).map(({ text }) => text)).toEqual([record.traceId, record.spanId]);
  expect(seenIds(compiled, 0, { traceId: "", spanId: "0".repeat(16) })).toEqual([]);
});

test("What is told of the ids of a record is what is delivered, for every action", () => {
  for (const { kind, proposedBytes } of withInvented.all) {
    const written = proposedBytes === undefined ? `"${kind}"` : `{ ${kind} = 4 }`;
    const { policy: read } = parsePolicy(policy(`ids = ${written}`), inventedVocabulary);
    if (read === undefined) throw new Error(kind);
    const compiled = compilePolicy(read, undefined, withInvented);
    let compared = 0;
    for (const request of captureNames.slice(0, 4).flatMap((name) => captureRequests(name))) {
      const { request: delivered } = deliverRequest(compiled, "d", request);
      if (request.signal !== "logs" || delivered?.signal !== "logs") continue;
      const sent = delivered.request.resourceLogs.flatMap(({ scopeLogs }) =>
        scopeLogs.flatMap(({ logRecords }) => logRecords),
      );
      for (const [i, event] of eventsOf(request.request).entries()) {
        const told = new Map(seenIds(compiled, 0, event).map(({ id, text }) => [id, text]));
        expect(told.get("trace_id") ?? "", kind).toBe(toHexadecimal(sent[i]?.traceId ?? new Uint8Array()));
        expect(told.get("span_id") ?? "", kind).toBe(toHexadecimal(sent[i]?.spanId ?? new Uint8Array()));
        compared += told.size;
      }
    }
    expect(compared).toBeGreaterThan(20);
  }
});
