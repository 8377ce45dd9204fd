import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseOtlpJson, writeOtlpJson } from "../../../core/otlp/json.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { compiled } from "./policyFixtures.ts";

const trace = "4d2f2b4f6f0a4f64b5b8c1a2d8e7c9f0";
const [root, child] = ["9f4c8a1b2d7e6c31", "0123456789abcdef"];

const requestOf = (json: object): OtlpRequest => {
  const [request] = parseOtlpJson(JSON.stringify(json));
  if (request === undefined) throw new Error("no request");
  return request;
};

const logs = requestOf({
  resourceLogs: [
    {
      scopeLogs: [
        { logRecords: [{ traceId: trace, spanId: child }, { traceId: trace, spanId: root }, { eventName: "none" }] },
      ],
    },
  ],
});
const traces = requestOf({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            { traceId: trace, spanId: root, name: "root" },
            {
              traceId: trace,
              spanId: child,
              parentSpanId: root,
              name: "child",
              links: [{ traceId: trace, spanId: root }],
            },
          ],
        },
      ],
    },
  ],
});
const metrics = requestOf({
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            { name: "m", sum: { dataPoints: [{ asInt: "1", exemplars: [{ traceId: trace, spanId: child }] }] } },
          ],
        },
      ],
    },
  ],
});

/** The ids in a request as the destination gets it, by the name of their field, in their order; those left out are empty. */
function idsIn(redact: string, received: OtlpRequest, salt = ""): readonly string[] {
  const policy = compiled(
    `[classes]
ids = ["trace_id", "span_id"]
[hashing]
salt_env = "SALT"
[destinations.d]
signals = ["logs", "traces", "metrics"]
receives = ["*"]
redact = { ${redact} }`,
    () => salt,
  );
  const { request } = deliverRequest(policy, "d", received);
  if (request === undefined) throw new Error("nothing is delivered");
  const found: string[] = [];
  JSON.parse(writeOtlpJson(request), (key, value) => {
    if (/^(?:traceId|spanId|parentSpanId)$/.test(key) && value !== "") found.push(`${key} ${value}`);
    return value;
  });
  return found;
}

const hashed = (id: string, salt = ""): string =>
  createHash("sha256")
    .update(salt + id)
    .digest("hex")
    .slice(0, id.length);

describe.each([
  ["log records", logs, 4],
  ["spans, their parents and their links", traces, 7],
  ["exemplars", metrics, 2],
] as const)("The ids of %s", (_, received, count) => {
  const before = idsIn('ids = "keep"', received);

  test("pass where they are kept", () => {
    expect(before.length).toBe(count);
    expect(before.some((id) => id === `traceId ${trace}`)).toBe(true);
  });

  test.each(["", "pepper"])("are hashed to ids of the same size, the same for the same id and the salt %j", (salt) => {
    expect(idsIn('ids = "hash"', received, salt)).toEqual(
      before.map((id) => id.replace(/ (.*)$/, (_, value: string) => ` ${hashed(value, salt)}`)),
    );
  });

  test.each(['ids = "drop"', 'ids = "mask"', "ids = { truncate = 4 }", ""])("go with redact = { %s }", (redact) => {
    expect(idsIn(redact, received)).toEqual([]);
  });

  test("stay where the default keeps them", () => {
    expect(idsIn('default = "keep"', received)).toEqual(before);
  });
});
