import { describe, expect, test } from "vitest";
import type { CodexEvent } from "../../../../core/events/codexEvent.ts";
import { MemoryEventStore } from "../../../../listener/store/eventStore.ts";
import type { ReceivedEvent } from "../../../../listener/store/receivedEvent.ts";

let nextId = 1;

function received(session: string, turn: number, text = "", name = "codex.api_request"): ReceivedEvent {
  const event: CodexEvent = {
    name,
    nameSource: "attribute",
    timeUnixNano: 1_795_434_906_983_000_000n,
    timeSource: "record",
    session,
    attributes: new Map([["text", { kind: "string", value: text }]]),
    resource: new Map(),
    body: undefined,
    scope: "",
    severityText: "",
    traceId: "",
    spanId: "",
  };
  return { id: nextId++, event, session, turn, findings: [] };
}

function fill(store: MemoryEventStore, ...events: ReceivedEvent[]): void {
  for (const event of events) store.add(event);
}

const idsOf = (store: MemoryEventStore, session: string, turn: number) =>
  store.page(session, turn, 0, 1_000_000).events.map(({ id }) => id);

describe("A store that is full", () => {
  test("lets the oldest events go, whichever session they are of, and counts them", () => {
    const store = new MemoryEventStore(3);
    const [a, b, c, d, e] = [received("s", 0), received("t", 0), received("s", 1), received("s", 1), received("t", 1)];
    fill(store, a, b, c, d, e);
    expect(store.evicted).toBe(2);
    expect([a, b, c, d, e].map(({ id }) => store.get(id)?.id)).toEqual([undefined, undefined, c.id, d.id, e.id]);
    expect(idsOf(store, "s", 1)).toEqual([c.id, d.id]);
    expect(idsOf(store, "s", 0)).toEqual([]);
  });

  test("forgets a turn with its last event, and a session with its last turn", () => {
    const store = new MemoryEventStore(2);
    fill(store, received("gone", 0), received("s", 1), received("s", 2), received("s", 2));
    expect([...store.sessions()].map(({ id }) => id)).toEqual(["s"]);
    expect(store.turns("s").map(({ turn }) => turn)).toEqual([2]);
    expect(store.turns("gone")).toEqual([]);
  });

  test("still knows how much a session did in all", () => {
    const store = new MemoryEventStore(2);
    fill(store, received("s", 1), received("s", 2), received("s", 3), received("s", 3));
    const [session] = [...store.sessions()];
    expect(session?.summary((name) => name)).toMatchObject({ events: 4, turns: 3 });
  });

  test("keeps its pages right over very many events", () => {
    const store = new MemoryEventStore(1500);
    const events = Array.from({ length: 10_000 }, () => received("s", 0));
    fill(store, ...events);
    const kept = events.slice(-1500).map(({ id }) => id);
    expect(idsOf(store, "s", 0)).toEqual(kept);
    const page = store.page("s", 0, 100, 5);
    expect(page.total).toBe(1500);
    expect(page.events.map(({ id }) => id)).toEqual(kept.slice(100, 105));
    expect(store.evicted).toBe(8500);
  });

  test("lets go at once when it may keep less", () => {
    const store = new MemoryEventStore(10);
    const events = Array.from({ length: 10 }, () => received("s", 0));
    fill(store, ...events);
    store.setMaximumEvents(4);
    expect(idsOf(store, "s", 0)).toEqual(events.slice(6).map(({ id }) => id));
    expect(store.evicted).toBe(6);
  });
});

describe("Events that hold very much", () => {
  test("push out older ones before the number is reached, and the newest stays however large it is", () => {
    const store = new MemoryEventStore(1000, 10_000);
    const small = Array.from({ length: 5 }, () => received("s", 0));
    fill(store, ...small);
    expect(store.evicted).toBe(0);
    const large = received("s", 0, "x".repeat(20_000));
    fill(store, large);
    expect(idsOf(store, "s", 0)).toEqual([large.id]);
    const next = received("s", 0);
    fill(store, next);
    expect(idsOf(store, "s", 0)).toEqual([next.id]);
  });

  test("are counted with their resource", () => {
    const store = new MemoryEventStore(1000, 10_000);
    const resource: CodexEvent["resource"] = new Map([["r", { kind: "string", value: "x".repeat(8000) }]]);
    const withResource = (shared: CodexEvent["resource"]) => {
      const one = received("s", 0);
      return { ...one, event: { ...one.event, resource: shared } };
    };
    fill(store, withResource(resource), withResource(resource));
    expect(store.evicted).toBe(0);
    fill(store, withResource(new Map(resource)));
    expect(store.evicted).toBeGreaterThan(0);
  });
});

test("Pages beyond the end, before the beginning or of nothing are empty or cut", () => {
  const store = new MemoryEventStore(10);
  const events = [received("s", 0), received("s", 0)];
  fill(store, ...events);
  expect(store.page("s", 0, 5, 5)).toEqual({ total: 2, events: [] });
  expect(store.page("s", 0, -5, 1).events.map(({ id }) => id)).toEqual([events[0]?.id]);
  expect(store.page("s", 0, 0, -1).events).toEqual([]);
  expect(store.page("other", 0, 0, 5)).toEqual({ total: 0, events: [] });
});

test("After clearing nothing is left and nothing counts as let go", () => {
  const store = new MemoryEventStore(1);
  fill(store, received("s", 0), received("s", 0));
  store.clear();
  expect([...store.sessions()]).toEqual([]);
  expect(store.evicted).toBe(0);
  const event = received("s", 0);
  fill(store, event);
  expect(idsOf(store, "s", 0)).toEqual([event.id]);
  expect(store.evicted).toBe(0);
});
