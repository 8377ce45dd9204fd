import { describe, expect, test } from "vitest";
import { toText } from "../../../../core/otlp/anyValue.ts";
import { parseRequestJson } from "../../../../core/otlp/json.ts";
import { encodeRequest } from "../../../../core/otlp/protobuf.ts";
import { valueNamed } from "../../../../core/policy/evaluate/conditions.ts";
import { textOfValue } from "../../../../core/policy/evaluate/valueText.ts";
import type { EventFilter } from "../../../../listener/protocol/eventFilter.ts";
import { preparePolicy } from "../../../../listener/query/policyInForce.ts";
import { PolicyInspector } from "../../../../listener/query/policyInspector.ts";
import { destinationTest } from "../../../../listener/send/destinationProbe.ts";
import type { FilterContext } from "../../../../listener/store/eventSelection.ts";
import type { EventStore } from "../../../../listener/store/eventStore.ts";
import type { ReceivedEvent } from "../../../../listener/store/receivedEvent.ts";
import { captureNames, captureRequests } from "../../otlp/captures.ts";
import { everyField } from "../../otlp/everyField.ts";
import fc from "../../seededCheck.ts";
import { codexRecord, logsOf } from "./receivedEvents.ts";
import { fill, prompt, request, storeOf, temporaryFolder } from "./stores.ts";

const policy = preparePolicy(undefined, () => undefined);
const destinations = policy.destinations.map(({ definition }) => definition.name);
const context: FilterContext = {
  destinationBit: (name) => (destinations.includes(name) ? destinations.indexOf(name) : undefined),
  destinationTest: (destination) => destinationTest(policy, destination),
  now: () => 0,
};

/** Everything the real Codex sent in the captures, several times over. */
function captured(options: Parameters<typeof storeOf>[0] = {}): EventStore {
  const store = storeOf({ maximumEvents: 100_000, ...options }, new PolicyInspector(policy));
  for (let round = 0; round < 4; round++)
    for (const otlp of captureNames.flatMap(captureRequests))
      if (otlp.signal === "logs") store.append(encodeRequest(otlp));
  return store;
}

/** Records with every kind of value as attributes and as bodies, some of them in one another. */
const variedRecords = (() => {
  const kinds = [
    { stringValue: "Straße ✓" },
    { intValue: "-9007199254740995" },
    { intValue: "42" },
    { doubleValue: 1234.5 },
    { doubleValue: 1e300 },
    { boolValue: true },
    { bytesValue: "aGVsbG8gd29ybGQ=" },
  ];
  const nested = { kvlistValue: { values: kinds.map((value, i) => ({ key: `b"${9 - i}`, value })) } };
  const values = [...kinds, nested, { arrayValue: { values: [...kinds, nested] } }, {}];
  const logRecords = values.map((body, i) => ({
    body,
    attributes: values.map((_, at) => ({ key: `value.${at}`, value: values[(at + i) % values.length] })),
  }));
  return parseRequestJson("logs", JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
})();

const everyEvent = (store: EventStore): ReceivedEvent[] => {
  const { first, next } = store.range;
  return Array.from({ length: next - first }, (_, i) => store.get(first + i)).filter((event) => event !== undefined);
};

/** What a filter means, said as plainly as possible. */
function passes(
  { session, turn, events, attributes = [], findings, text }: EventFilter,
  received: ReceivedEvent,
): boolean {
  const { event } = received;
  const lower = (value: string) => value.toLowerCase();
  return (
    (session === undefined || received.session === session) &&
    (turn === undefined || received.turn === turn) &&
    (events === undefined ||
      events.some((name) => (name.endsWith("*") ? event.name.startsWith(name.slice(0, -1)) : event.name === name))) &&
    attributes.every(({ name, equals, contains }) => {
      const value = valueNamed(event, name);
      if (value === undefined || value.kind === "empty") return false;
      const found = lower(textOfValue(value));
      return (
        (equals === undefined || found === lower(equals)) && (contains === undefined || found.includes(lower(contains)))
      );
    }) &&
    (findings === undefined ||
      received.findings.some(({ id }) => findings === "any" || (findings as readonly string[]).includes(id))) &&
    (text === undefined ||
      [event.name, toText(event.body), ...[...event.attributes.values()].map(toText)].some((value) =>
        lower(value).includes(lower(text)),
      ))
  );
}

const idsOf = (store: EventStore, filter: EventFilter): number[] => {
  const selection = store.select(filter, context);
  expect(selection.advance(1).complete).toBe(true);
  return selection.newest(1_000_000).reverse();
};

describe("A filter", () => {
  const store = captured();
  for (const otlp of [...everyField, variedRecords]) if (otlp.signal === "logs") store.append(encodeRequest(otlp));
  const all = everyEvent(store);
  /** Of what Codex sends there is far more than of the rest. */
  const anEvent = fc.oneof(
    fc.nat(all.length - 1),
    fc.nat(15).map((i) => all.length - 1 - i),
  );
  const sessions = [...new Set(all.map(({ session }) => session))];
  const names = [...new Set(all.flatMap(({ event }) => [...event.attributes.keys()]))];

  const textIn = fc
    .tuple(anEvent, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 12 }), fc.boolean())
    .map(([event, attribute, start, length, upper]) => {
      const values = [all[event]?.event.body, ...(all[event]?.event.attributes.values() ?? [])];
      const text = toText(values[attribute % values.length]);
      const from = text.length === 0 ? 0 : start % text.length;
      const part = text.slice(from, from + length) || "x";
      return upper ? part.toUpperCase() : part;
    });
  const attribute = fc
    .tuple(fc.constantFrom(...names, "resource.service.name", "body"), anEvent)
    .chain(([name, at]) => {
      const found = [...all.slice(at), ...all].map(({ event }) => valueNamed(event, name));
      const value = textOfValue(found.find((one) => one !== undefined) ?? { kind: "empty" });
      return fc.constantFrom(
        { name },
        { name, equals: value },
        { name, equals: "0" },
        { name, contains: value.slice(1, 6) },
      );
    });
  const parts = {
    session: fc.constantFrom(...sessions, "no such session"),
    turn: fc.nat(2),
    events: fc.subarray(["codex.tool_*", "codex.user_prompt", "codex.api_request", "nothing"], { minLength: 1 }),
    attributes: fc.array(attribute, { minLength: 1, maxLength: 2 }),
    findings: fc.constantFrom("any" as const, ["prompt-logging"], ["weakened-sandbox", "destructive-tool-approval"]),
    text: textIn,
  };
  const partNames = Object.keys(parts) as (keyof typeof parts)[];
  const filters: fc.Arbitrary<EventFilter> = fc
    .tuple(fc.record(parts), fc.subarray(partNames, { minLength: 1, maxLength: 2 }))
    .map(([filter, names]) => Object.fromEntries(names.map((name) => [name, filter[name]])));

  test("finds exactly the events of which it holds", () => {
    let found = 0;
    fc.assert(
      fc.property(filters, (filter) => {
        const expected = all.filter((received) => passes(filter, received)).map(({ id }) => id);
        expect(idsOf(store, filter)).toEqual(expected);
        found += expected.length;
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(1000);
  });

  test("tells what each destination receives", () => {
    const delivered = idsOf(store, { destination: { name: "siem", decision: "deliver" } });
    const withheld = idsOf(store, { destination: { name: "siem", decision: "withhold" } });
    expect(delivered.length).toBeGreaterThan(0);
    expect(withheld.length).toBeGreaterThan(0);
    expect([...delivered, ...withheld].sort((a, b) => a - b)).toEqual(all.map(({ id }) => id));
    expect(idsOf(store, { destination: { name: "nobody", decision: "deliver" } })).toEqual([]);
  });

  test("counts the matches of each session and turn", () => {
    const selection = store.select({ events: ["codex.tool_result"] }, context);
    selection.advance(1);
    for (const session of store.sessions()) {
      const ofSession = all.filter((one) => one.session === session.id && one.event.name === "codex.tool_result");
      expect(selection.count(session.number)).toBe(ofSession.length);
      for (const { turn } of store.turns(session.id))
        expect(selection.count(session.number, turn)).toBe(ofSession.filter((one) => one.turn === turn).length);
    }
  });

  test("finds numbers, truth values and texts of any length", () => {
    const numbers = captured();
    const values = { "a.text": "7", short: "no", long: "the quick brown fox" };
    const [id = 0] = fill(numbers, codexRecord("codex.api_request", "s", values));
    for (const [name, equals] of Object.entries(values))
      expect(idsOf(numbers, { attributes: [{ name, equals }] })).toEqual([id]);
    const status = idsOf(numbers, { attributes: [{ name: "http.response.status_code", equals: "401" }] });
    expect(status).toEqual(
      idsOf(numbers, { text: "401", events: ["codex.api_request"] }).filter((one) => status.includes(one)),
    );
    expect(status.length).toBeGreaterThan(0);
  });

  test("finds lists, maps, bytes, great numbers and bodies of any kind by their text", () => {
    const store = storeOf();
    const attributes = [
      { key: "list", value: { arrayValue: { values: [{ stringValue: "alpha" }, { intValue: "12345" }] } } },
      { key: "map", value: { kvlistValue: { values: [{ key: "inner", value: { boolValue: true } }] } } },
      { key: "bytes", value: { bytesValue: "aGVsbG8gd29ybGQ=" } },
      { key: "great", value: { intValue: "9007199254740993" } },
    ];
    const logRecords = [{ attributes, body: { doubleValue: 1234.5 } }];
    const request = parseRequestJson("logs", JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
    const { first } = store.append(encodeRequest(request));
    for (const text of ["alpha", '["alpha",12345]', "12345", '{"inner":true}', "aGVsbG8", "9007199254740993", "1234.5"])
      expect(idsOf(store, { text }), text).toEqual([first]);
    for (const [name, equals] of [
      ["list", '["alpha",12345]'],
      ["map", '{"inner":true}'],
      ["bytes", "aGVsbG8gd29ybGQ="],
      ["great", "9007199254740993"],
      ["body", "1234.5"],
    ] as const)
      expect(idsOf(store, { attributes: [{ name, equals }] }), name).toEqual([first]);
  });

  test("reads the same from files", () => {
    const folder = temporaryFolder();
    const onDisk = captured({ folder });
    for (const filter of [
      { text: "EXEC_command" },
      { attributes: [{ name: "call_id" }] },
      { findings: "any" as const },
    ])
      expect(idsOf(onDisk, filter)).toEqual(idsOf(store, filter));
  });
});

describe("A search that goes on", () => {
  test("has the newest first, when it is interrupted, and comes to its end", () => {
    const store = captured();
    let time = 0;
    const slow: FilterContext = { ...context, now: () => time++ };
    const selection = store.select({ text: "codex" }, slow);
    const first = selection.advance(1);
    expect(first.complete).toBe(false);
    const { next } = store.range;
    expect(selection.newest(5)).toEqual([next - 1, next - 2, next - 3, next - 4, next - 5]);
    let progress = first;
    for (let steps = 0; !progress.complete && steps < 1000; steps++) progress = selection.advance(1);
    expect(progress).toEqual({ matches: store.totals.events, complete: true });
  });

  test("comes back in time when much has arrived since, and says that it is not complete", () => {
    const store = storeOf({ maximumEvents: 100_000 });
    let time = 0;
    const slow: FilterContext = { ...context, now: () => time++ };
    fill(store, request("s", "needle"));
    const selection = store.select({ text: "needle" }, slow);
    for (let steps = 0; !selection.advance(1).complete && steps < 10; steps++);
    store.append(logsOf(Array.from({ length: 20_000 }, () => request("s", "needle"))).bytes);
    const first = selection.advance(1);
    expect(first.complete).toBe(false);
    expect(first.matches).toBeLessThan(20_000);
    let progress = first;
    for (let steps = 0; !progress.complete && steps < 1000; steps++) progress = selection.advance(1);
    expect(progress).toEqual({ matches: 20_001, complete: true });
  });

  test("takes in what arrives, and lets go of what is let go", () => {
    const store = storeOf({ maximumEvents: 5 });
    fill(store, prompt("s", "needle"), request("s"), request("s", "needle"));
    const selection = store.select({ text: "needle" }, context);
    expect(selection.advance(1)).toEqual({ matches: 2, complete: true });
    fill(store, request("t", "needle"), request("t"), request("t"));
    expect(selection.advance(1)).toEqual({ matches: 2, complete: true });
    expect(selection.newest(10)).toEqual([4, 3]);
    expect(selection.count(store.session("s")?.number ?? 0)).toBe(1);
  });

  test("goes on where it was although fourteen others were asked for since", () => {
    const store = captured();
    let time = 0;
    const slow: FilterContext = { ...context, now: () => time++ };
    const search = (text: string) => store.select({ text }, slow).advance(1);
    let steps = 0;
    for (; !search("codex").complete && steps < 1000; steps++)
      for (let other = 0; other < 14; other++) search(`something else ${other}`);
    expect(steps).toBeGreaterThan(1);
    expect(search("codex")).toEqual({ matches: store.totals.events, complete: true });
  });

  test("pages through what it has found", () => {
    const store = storeOf();
    store.append(logsOf(Array.from({ length: 10 }, () => request("s"))).bytes);
    const selection = store.select({ session: "s" }, context);
    selection.advance(1);
    expect([selection.newest(3), selection.newest(3, 8), selection.newest(3, 1)]).toEqual([[10, 9, 8], [7, 6, 5], []]);
  });
});
