import { describe, expect, test } from "vitest";
import { eventsOf } from "../../../core/events/normalise.ts";
import { fromKeyValues, fromMessage } from "../../../core/otlp/anyValue.ts";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import { countItems, type OtlpRequest } from "../../../core/otlp/requests.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../../core/policy/evaluate/evaluate.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";
import { everyField } from "../otlp/everyField.ts";
import { compiled } from "./policyFixtures.ts";

const secret = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
const secrets = `[secrets]\ngithub_token = 'ghp_[A-Za-z0-9]{36}'\n`;

/** The request with every text, every name and every byte value replaced; identifiers are left alone. */
function replaceTexts(value: unknown, replacement: string, field = ""): unknown {
  if (typeof value === "string") return replacement;
  if (value instanceof Uint8Array) return field.endsWith("Id") ? value : new TextEncoder().encode(replacement);
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, replacement, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "signal" ? inner : replaceTexts(inner, replacement, name),
    ]),
  );
}

/** All texts of a request, bytes read as text, keys included. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Uint8Array) return [new TextDecoder("latin1").decode(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const request = (json: object): OtlpRequest => {
  const [first] = parseOtlpJson(JSON.stringify(json));
  if (first === undefined) throw new Error("no request");
  return first;
};
const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
const logs = (...records: object[]) => ({
  resourceLogs: [{ scopeLogs: [{ scope: { name: "codex" }, logRecords: records }] }],
});

const policy = compiled(`
[classes]
prompt = ["prompt", "body"]
identity = ["user.*", "resource.user"]
error = ["status.message"]
open = ["event.name", "kind", "resource.service.name"]
${secrets}
[destinations.all]
signals = ["logs", "traces", "metrics"]
receives = ["*"]
redact.default = "keep"
[destinations.logs]
receives = ["codex.user_prompt"]
when = [{ attribute = "kind", not_equals = "noise" }]
redact = { prompt = "drop", identity = "hash", error = { truncate = 4 }, unknown = "mask", default = "keep" }
[destinations.work]
signals = ["traces", "metrics"]
receives = []
when = [{ attribute = "kind", equals = "work" }, { attribute = "body", exists = false }]
redact = { prompt = "drop", identity = "drop", error = { truncate = 4 }, unknown = "mask", default = "keep" }
`);

describe("The log records of a request", () => {
  const byDefault = compilePolicy(loadDefaultPolicy());
  test.each(captureNames)("of %s are delivered exactly as the preview shows them", (name) => {
    for (const received of captureRequests(name)) {
      if (received.signal !== "logs") continue;
      for (const { definition } of byDefault.destinations) {
        const outcomes = eventsOf(received.request).map((event) => evaluateFor(byDefault, definition.name, event));
        const shown = outcomes.filter((outcome) => outcome?.decision === "deliver").map((outcome) => outcome?.redacted);
        const delivery = deliverRequest(byDefault, definition.name, received);
        expect(delivery.delivered).toBe(shown.length);
        expect(delivery.delivered + delivery.withheld).toBe(countItems(received));
        const resourceLogs = delivery.request?.signal === "logs" ? delivery.request.request.resourceLogs : [];
        const got = resourceLogs.flatMap(({ resource, scopeLogs }) =>
          scopeLogs.flatMap(({ logRecords }) =>
            logRecords.map(({ attributes, body }) => ({
              attributes: fromKeyValues(attributes),
              resource: fromKeyValues(resource?.attributes ?? []),
              body: body && fromMessage(body),
            })),
          ),
        );
        expect(got).toEqual(shown);
      }
    }
  });

  test("are chosen by event name and conditions, and redacted by class", () => {
    const received = request(
      logs(
        {
          attributes: [
            attribute("event.name", "codex.user_prompt"),
            attribute("prompt", "hello"),
            attribute("new", "x"),
          ],
        },
        { attributes: [attribute("event.name", "codex.user_prompt"), attribute("kind", "noise")] },
        { attributes: [attribute("event.name", "codex.tool_result")] },
      ),
    );
    const { request: delivered, ...counts } = deliverRequest(policy, "logs", received);
    expect(counts).toEqual({ delivered: 1, withheld: 2 });
    expect(delivered).toEqual(
      request(logs({ attributes: [attribute("event.name", "codex.user_prompt"), attribute("new", "[REDACTED]")] })),
    );
  });

  test("lose a body whose class is dropped", () => {
    const received = request(
      logs({ attributes: [attribute("event.name", "codex.user_prompt")], body: { stringValue: "what was typed" } }),
    );
    const { request: delivered } = deliverRequest(policy, "logs", received);
    expect(textsIn(delivered)).not.toContain("what was typed");
  });

  test("are nothing at all when none is for the destination", () => {
    const received = request(logs({ attributes: [attribute("event.name", "codex.tool_result")] }));
    expect(deliverRequest(policy, "logs", received)).toEqual({ request: undefined, delivered: 0, withheld: 1 });
  });
});

describe("Spans and metric points", () => {
  const spans = request({
    resourceSpans: [
      {
        resource: { attributes: [attribute("service.name", "codex_exec"), attribute("user", "ada")] },
        scopeSpans: [
          {
            scope: { name: "codex_exec", attributes: [attribute("new", "x")] },
            spans: [
              {
                name: "session_task.turn",
                attributes: [attribute("kind", "work"), attribute("user.email", "ada@example.org")],
                events: [{ name: "event", attributes: [attribute("prompt", "hello"), attribute("kind", "work")] }],
                links: [{ attributes: [attribute("new", "x")] }],
                status: { message: "failed: /home/ada", code: 2 },
              },
              { name: "other", attributes: [attribute("kind", "rest")] },
            ],
          },
          { scope: { name: "unused" }, spans: [{ name: "other" }] },
        ],
      },
      { scopeSpans: [{ spans: [{ name: "other" }] }] },
    ],
  });

  test("go where their signal is listed, whatever events a destination receives; conditions see their attributes", () => {
    const { request: delivered, ...counts } = deliverRequest(policy, "work", spans);
    expect(counts).toEqual({ delivered: 1, withheld: 3 });
    expect(delivered).toEqual(
      request({
        resourceSpans: [
          {
            resource: { attributes: [attribute("service.name", "codex_exec")] },
            scopeSpans: [
              {
                scope: { name: "codex_exec", attributes: [attribute("new", "[REDACTED]")] },
                spans: [
                  {
                    name: "session_task.turn",
                    attributes: [attribute("kind", "work")],
                    events: [{ name: "event", attributes: [attribute("kind", "work")] }],
                    links: [{ attributes: [attribute("new", "[REDACTED]")] }],
                    status: { message: "fail", code: 2 },
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
  });

  test("stay away from a destination that does not list their signal", () => {
    expect(deliverRequest(policy, "logs", spans)).toEqual({ request: undefined, delivered: 0, withheld: 4 });
  });

  test("of a metric are chosen one by one, and a metric without any vanishes", () => {
    const point = (kind: string) => ({ attributes: [attribute("kind", kind), attribute("user.id", "1")], asInt: "1" });
    const metrics = (...list: object[]) => request({ resourceMetrics: [{ scopeMetrics: [{ metrics: list }] }] });
    const received = metrics(
      { name: "tokens", sum: { dataPoints: [point("work"), point("rest")] } },
      { name: "none", gauge: { dataPoints: [point("rest")] } },
      {
        name: "time",
        histogram: { dataPoints: [{ ...point("work"), exemplars: [{ filteredAttributes: [attribute("new", "x")] }] }] },
      },
    );
    const kept = { attributes: [attribute("kind", "work")] };
    const { request: delivered, ...counts } = deliverRequest(policy, "work", received);
    expect(counts).toEqual({ delivered: 2, withheld: 2 });
    expect(delivered).toEqual(
      metrics(
        { name: "tokens", sum: { dataPoints: [{ ...kept, asInt: "1" }] } },
        {
          name: "time",
          histogram: {
            dataPoints: [{ ...kept, exemplars: [{ filteredAttributes: [attribute("new", "[REDACTED]")] }] }],
          },
        },
      ),
    );
  });
});

describe.each(everyField.map((received) => [received.signal, received] as const))(
  "Every field of %s",
  (_, received) => {
    test("arrives where nothing is redacted", () => {
      expect(deliverRequest(policy, "all", received).request).toEqual(received);
    });

    test("is free of secrets, wherever they were put", () => {
      const planted = replaceTexts(received, `x ${secret} y`) as OtlpRequest;
      const { request: delivered } = deliverRequest(policy, "all", planted);
      expect(delivered).toBeDefined();
      expect(textsIn(delivered).filter((text) => text.includes(secret))).toEqual([]);
    });
  },
);

test("A class that is masked is masked in every place that has attributes", () => {
  const masking = compiled(`
[destinations.all]
signals = ["logs", "traces", "metrics"]
receives = ["*"]
redact = { default = "keep", unknown = "mask" }
`);
  const attributeValues = (value: unknown, field = ""): string[] => {
    if (["attributes", "filteredAttributes", "metadata"].includes(field)) return textsIn(value);
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
    return Object.entries(value).flatMap(([name, inner]) => attributeValues(inner, Array.isArray(value) ? "" : name));
  };
  for (const received of everyField) {
    const { request: delivered } = deliverRequest(masking, "all", replaceTexts(received, "readable") as OtlpRequest);
    const texts = attributeValues(delivered);
    expect(texts.length).toBeGreaterThan(4);
    expect(new Set(texts)).toEqual(new Set(["readable", "[REDACTED]"]));
    // the names of the attributes, once each
    expect(texts.filter((text) => text === "readable").length).toBe(texts.length / 2);
  }
});

test("The received request is left as it is", () => {
  for (const received of everyField) {
    const before = structuredClone(received);
    deliverRequest(policy, "work", received);
    deliverRequest(policy, "logs", received);
    expect(received).toEqual(before);
  }
});

test("A destination that the policy does not have is refused", () => {
  expect(() => deliverRequest(policy, "nowhere", request(logs({})))).toThrow("The policy has no destination nowhere.");
});
