import { expect, test } from "vitest";
import { eventsOf } from "../../../core/events/normalise.ts";
import { type AnyValue, fromKeyValues, fromMessage } from "../../../core/otlp/anyValue.ts";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../../core/policy/evaluate/evaluate.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import fc from "../seededCheck.ts";
import { attributeNames, generatedPolicies } from "./generatedPolicies.ts";
import { planted, plantedInContext } from "./plantedSecrets.ts";

type Json = { readonly [key: string]: unknown };

/** A text with the name that the policy has for where it stands; undefined for what names something, such as a span. */
interface Placed {
  readonly place: string | undefined;
  readonly text: string;
}

interface GeneratedRequest {
  readonly json: Json;
  readonly placed: readonly Placed[];
}

/** Puts texts into a request and remembers where. */
class RequestWriter {
  readonly placed: Placed[] = [];
  readonly #texts: readonly string[];
  #next = 0;

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  text(place: string | undefined): string {
    const text = this.#texts[this.#next++ % this.#texts.length] ?? "";
    this.placed.push({ place, text });
    return text;
  }

  /** A value of one of the wire forms with a text somewhere inside. */
  value(place: string, form: number): Json {
    const text = this.text(place);
    const inside = [
      { stringValue: text },
      { stringValue: JSON.stringify({ cmd: `echo ${text}`, workdir: "/" }) },
      { stringValue: `Wall time: 0.1\nOutput:\nfirst\n${text}\nlast\n` },
      { arrayValue: { values: [{ intValue: "1" }, { stringValue: text }] } },
      { kvlistValue: { values: [{ key: "inner", value: { arrayValue: { values: [{ stringValue: text }] } } }] } },
      { kvlistValue: { values: [{ key: text, value: { boolValue: true } }] } },
      { bytesValue: Buffer.from(text).toString("base64") },
    ];
    return inside[form % inside.length] ?? {};
  }

  attributes(names: readonly Slot[], prefix = ""): Json[] {
    return names.map(({ name, form }) => ({ key: name, value: this.value(prefix + name, form) }));
  }
}

interface Slot {
  readonly name: string;
  readonly form: number;
}

const slots = fc.array(fc.record({ name: fc.constantFrom(...attributeNames), form: fc.nat(6) }), { maxLength: 4 });
const eventName = fc.constantFrom("codex.user_prompt", "codex.tool_result", "other");

/** Requests of one signal each; `named` says whether the names of things hold a text as well. */
function requests(texts: fc.Arbitrary<readonly string[]>, named: boolean): fc.Arbitrary<GeneratedRequest> {
  const parts = fc.record({
    texts,
    signal: fc.constantFrom("logs" as const, "traces" as const, "metrics" as const),
    resource: slots,
    scope: slots,
    items: fc.array(fc.record({ event: eventName, attributes: slots, others: slots, form: fc.nat(6) }), {
      minLength: 1,
      maxLength: 3,
    }),
  });
  return parts.map(({ texts, signal, resource, scope, items }) => {
    const writer = new RequestWriter(texts);
    const name = (usual: string) => (named ? `${usual} ${writer.text(undefined)}` : usual);
    const resourceJson = { attributes: writer.attributes(resource, "resource.") };
    const scopeJson = { name: name("codex"), version: name("1"), attributes: writer.attributes(scope) };
    const json = (kind: string, scoped: Json): Json => ({
      [`resource${kind}`]: [{ resource: resourceJson, [`scope${kind}`]: [{ scope: scopeJson, ...scoped }] }],
    });
    const events = items.map(({ event, attributes, others, form }) => ({ event, form, attributes, others }));
    if (signal === "logs") {
      const logRecords = events.map(({ event, attributes, form }) => ({
        severityText: name("INFO"),
        eventName: name("event"),
        attributes: [{ key: "event.name", value: { stringValue: event } }, ...writer.attributes(attributes)],
        body: writer.value("body", form),
      }));
      return { json: json("Logs", { logRecords }), placed: writer.placed };
    }
    if (signal === "traces") {
      const spans = events.map(({ event, attributes, others }) => ({
        name: name(event),
        traceState: name("a=b"),
        attributes: writer.attributes(attributes),
        events: [{ name: name("inner"), attributes: writer.attributes(others) }],
        links: [{ attributes: writer.attributes(others) }],
        status: { message: writer.text("status.message"), code: 2 },
      }));
      return { json: json("Spans", { spans }), placed: writer.placed };
    }
    const metrics = events.map(({ event, attributes, others }) => ({
      name: name(event),
      description: name("a metric"),
      unit: name("ms"),
      metadata: writer.attributes(others),
      sum: {
        dataPoints: [
          {
            attributes: writer.attributes(attributes),
            asInt: "1",
            exemplars: [{ filteredAttributes: writer.attributes(others) }],
          },
        ],
      },
    }));
    return { json: json("Metrics", { metrics }), placed: writer.placed };
  });
}

function parsed(json: Json): OtlpRequest {
  const [request] = parseOtlpJson(JSON.stringify(json));
  if (request === undefined) throw new Error("no request");
  return request;
}

/** Everything readable in a message: texts, names of attributes, and bytes read as text. */
function readable(value: unknown): string {
  if (typeof value === "string") return `${value}\n`;
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString("latin1")}\n`;
  if (typeof value !== "object" || value === null) return "";
  return Object.values(value).map(readable).join("");
}

const markers = fc.array(
  fc.uuid().map((id) => `marker-${id}`),
  { minLength: 40, maxLength: 40 },
);

/** How often something was looked for, so that a property that never finds its case is noticed. */
const looked = { hidden: 0, shown: 0 };

test("No value of a class that is dropped, masked or hashed occurs in what that destination gets, in any signal", () => {
  fc.assert(
    fc.property(generatedPolicies, requests(markers, false), (definition, { json, placed }) => {
      const policy = compilePolicy(definition);
      const received = parsed(json);
      for (const { name, redact } of definition.destinations) {
        const { request } = deliverRequest(policy, name, received);
        const text = readable(request);
        for (const { place, text: marked } of placed) {
          const kind = redact.get(policy.classOf(place ?? ""))?.kind ?? "keep";
          if (kind === "drop" || kind === "mask" || kind === "hash") {
            if (request !== undefined) looked.hidden++;
            expect(text).not.toContain(marked);
          } else if (text.includes(marked)) looked.shown++;
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(looked.hidden).toBeGreaterThan(300);
  expect(looked.shown).toBeGreaterThan(300);
});

test("What a destination gets of a request does not depend on the others or on their order", () => {
  fc.assert(
    fc.property(generatedPolicies, requests(markers, false), fc.nat(), (definition, { json }, turn) => {
      const { destinations } = definition;
      const at = turn % destinations.length;
      const rotated = { ...definition, destinations: [...destinations.slice(at), ...destinations.slice(0, at)] };
      const received = parsed(json);
      for (const destination of destinations) {
        const together = deliverRequest(compilePolicy(definition), destination.name, received);
        const alone = compilePolicy({ ...definition, destinations: [destination] });
        expect(deliverRequest(compilePolicy(rotated), destination.name, received)).toEqual(together);
        expect(deliverRequest(alone, destination.name, received)).toEqual(together);
      }
    }),
  );
});

const kinds = [...Object.values(planted), ...Object.values(plantedInContext).flat()];

const secretOf = new Map(kinds.map(({ text, secret }) => [text, secret]));
const withSecrets = requests(
  fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 6 }).map((some) => some.map(({ text }) => text)),
  true,
);

test.each([
  ["the built-in policy", fc.constant(loadDefaultPolicy())],
  ["any policy without secrets of its own", generatedPolicies],
])(
  "No planted secret occurs in what any destination of %s gets, in any signal and wherever it was put",
  (_, policies) => {
    expect(kinds.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(policies, withSecrets, (definition, { json, placed }) => {
        const policy = compilePolicy(definition);
        const received = parsed(json);
        expect(placed.every(({ text }) => readable(received).includes(text.slice(0, 8)))).toBe(true);
        for (const { name } of policy.policy.destinations) {
          const text = readable(deliverRequest(policy, name, received).request);
          for (const one of placed) expect(text).not.toContain(secretOf.get(one.text));
        }
      }),
      { numRuns: 150 },
    );
  },
);

interface SeenRecord {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly body: AnyValue | undefined;
}

const sorted = ({ attributes, resource, body }: SeenRecord) => ({
  attributes: new Map([...attributes].toSorted()),
  resource: new Map([...resource].toSorted()),
  body: body?.kind === "empty" ? undefined : body,
});

test.each([
  ["without secrets", requests(markers, false)],
  ["with secrets", withSecrets],
])("What is shown of an event before it goes is what goes, record for record, of requests %s", (_, received) => {
  let delivered = 0;
  fc.assert(
    fc.property(generatedPolicies, received, (definition, { json }) => {
      const request = parsed(json);
      if (request.signal !== "logs") return;
      const policy = compilePolicy(definition);
      const events = eventsOf(request.request);
      for (const { name } of definition.destinations) {
        const shown = events.flatMap((event) => {
          const outcome = evaluateFor(policy, name, event);
          return outcome?.decision === "deliver" ? [sorted(outcome.redacted)] : [];
        });
        const gone = deliverRequest(policy, name, request).request;
        const records =
          gone?.signal !== "logs"
            ? []
            : gone.request.resourceLogs.flatMap(({ resource, scopeLogs }) =>
                scopeLogs.flatMap(({ logRecords }) =>
                  logRecords.map((record) =>
                    sorted({
                      attributes: fromKeyValues(record.attributes),
                      resource: fromKeyValues(resource?.attributes ?? []),
                      body: record.body && fromMessage(record.body),
                    }),
                  ),
                ),
              );
        expect(records).toEqual(shown);
        delivered += records.length;
      }
    }),
    { numRuns: 200 },
  );
  expect(delivered).toBeGreaterThan(50);
});
