import { describe, expect, test } from "vitest";
import {
  attributeDefinition,
  attributeOf,
  commonAttributes,
  eventAttributes,
  eventDefinition,
  events,
  resourceAttributeDefinition,
  resourceAttributes,
  spanAttributes,
  traceAttributes,
} from "../../../core/events/catalogue.ts";
import { metricDefinition, metrics } from "../../../core/events/metrics.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { type AnyValue, fromKeyValues, stringValue } from "../../../core/otlp/anyValue.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";

type Attributes = ReadonlyMap<string, AnyValue>;

/** Every attribute with where it stands, as `codex.tool_result output: string`. */
function sightings(): { event: string; name: string; type: string; place: "event" | "span" | "resource" }[] {
  const seen = new Map<string, ReturnType<typeof sightings>[number]>();
  const note = (place: "event" | "span" | "resource", event: string, attributes: Attributes) => {
    for (const [name, { kind }] of attributes)
      seen.set(`${place} ${event} ${name} ${kind}`, { event, name, type: kind, place });
  };
  for (const otlp of captureNames.flatMap(captureRequests)) {
    if (otlp.signal === "logs")
      for (const event of eventsOf(otlp.request)) {
        note("event", event.name, event.attributes);
        note("resource", "", event.resource);
      }
    else if (otlp.signal === "traces")
      for (const { resource, scopeSpans } of otlp.request.resourceSpans) {
        note("resource", "", fromKeyValues(resource?.attributes ?? []));
        for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
          note("span", "", fromKeyValues(span.attributes));
          for (const event of span.events) {
            const attributes = fromKeyValues(event.attributes);
            const name = attributes.get("event.name");
            note("event", name?.kind === "string" ? name.value : event.name, attributes);
          }
        }
      }
    else
      for (const { resource } of otlp.request.resourceMetrics)
        note("resource", "", fromKeyValues(resource?.attributes ?? []));
  }
  return [...seen.values()];
}

const seen = sightings();

describe("The table of metrics", () => {
  const sent = captureNames
    .flatMap(captureRequests)
    .flatMap((otlp) => (otlp.signal === "metrics" ? otlp.request.resourceMetrics : []))
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  test("has every metric that was recorded, with its kind and the attributes of its points, and describes each once", () => {
    expect(sent.length).toBeGreaterThan(50);
    for (const { name, sum, histogram } of sent) {
      const definition = metricDefinition(name);
      expect(definition?.kind, name).toBe(sum === undefined ? "histogram" : "counter");
      const points: readonly { readonly attributes: readonly { readonly key: string }[] }[] =
        sum?.dataPoints ?? histogram?.dataPoints ?? [];
      const keys = points.flatMap(({ attributes }) => attributes.map(({ key }) => key));
      expect(definition?.attributes, name).toEqual(expect.arrayContaining(keys));
    }
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { description, attributes, name } of metrics) {
      expect(description, name).toMatch(/^[A-Z].*[^.]$/);
      expect(new Set(attributes).size, name).toBe(attributes.length);
    }
  });
});

describe("The catalogue knows what the real Codex sends", () => {
  test("the recordings hold enough to say so", () => {
    expect(seen.filter(({ place }) => place === "event").length).toBeGreaterThan(150);
    expect(seen.filter(({ place }) => place === "span").length).toBeGreaterThan(70);
    expect(seen.filter(({ place }) => place === "resource").length).toBeGreaterThan(8);
  });
  test("every attribute of log records, spans, events of spans and resources, with its wire type", () => {
    const unknown = seen.filter(({ name, type, place }) => {
      const definition = place === "resource" ? resourceAttributeDefinition(name) : attributeDefinition(name);
      return definition?.name !== name || !definition.types.some((known) => known === type);
    });
    expect(unknown).toEqual([]);
  });
  test("every event, with the attributes it was seen with", () => {
    const foreign = seen.filter(
      ({ event, name, place }) =>
        place === "event" &&
        event.startsWith("codex.") &&
        ![...commonAttributes, ...traceAttributes, ...(eventDefinition(event)?.attributes ?? [])].includes(name),
    );
    expect(foreign).toEqual([]);
  });
  test("an event is marked as observed when, and only when, a recording has it", () => {
    const observed = new Set(seen.filter(({ place }) => place === "event").map(({ event }) => event));
    for (const event of events) expect([event.name, event.observed]).toEqual([event.name, observed.has(event.name)]);
  });
  test("six events are basic", () => {
    expect(events.filter(({ basic }) => basic).map(({ name }) => name)).toEqual([
      "codex.conversation_starts",
      "codex.user_prompt",
      "codex.api_request",
      "codex.sse_event",
      "codex.tool_decision",
      "codex.tool_result",
    ]);
  });
});

describe("The catalogue is in order", () => {
  const named = [...eventAttributes, ...spanAttributes];
  test("no name twice", () => {
    for (const list of [named, resourceAttributes, events]) {
      const names = list.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });
  test("every attribute of an event is described", () => {
    for (const event of events)
      for (const name of [...event.attributes, ...commonAttributes, ...traceAttributes])
        expect(attributeDefinition(name)?.name).toBe(name);
  });
  test("an event lists an attribute once", () => {
    for (const { attributes } of events) expect(attributes).toEqual([...new Set(attributes)]);
  });
});

describe("An attribute is found under its other names", () => {
  const value = stringValue("danger-full-access");
  test.each([
    ["sandbox_policy", "sandbox_mode"],
    ["sandbox_mode", "sandbox_policy"],
    ["conversation.id", "conversation_id"],
    ["http.response.status_code", "http.status_code"],
    ["turn.id", "turn_id"],
  ])("%s as %s", (asked, present) => {
    expect(attributeOf(new Map([[present, value]]), asked)).toBe(value);
  });
  test("the name that was asked for comes first", () => {
    const both = new Map([
      ["sandbox_mode", stringValue("read-only")],
      ["sandbox_policy", value],
    ]);
    expect(attributeOf(both, "sandbox_policy")).toBe(value);
    expect(attributeOf(both, "sandbox_mode")).toEqual(stringValue("read-only"));
  });
  test("an alias has the class of what it stands for; an unknown name has none", () => {
    expect(attributeDefinition("tool_output")?.class).toBe("tool_output");
    expect(attributeDefinition("sandbox_mode")?.name).toBe("sandbox_policy");
    for (const name of ["", "__proto__", "constructor", "something_new"])
      expect(attributeDefinition(name)).toBeUndefined();
    expect(attributeOf(new Map([["x", value]]), "constructor")).toBeUndefined();
  });
});
