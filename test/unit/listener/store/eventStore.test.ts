import { describe, expect, test } from "vitest";
import { callIdOf } from "../../../../core/events/callId.ts";
import { eventOutcome } from "../../../../core/events/eventOutcome.ts";
import { eventsOf } from "../../../../core/events/normalise.ts";
import { SessionTracker } from "../../../../core/events/sessionTracker.ts";
import { tokenUsageOf } from "../../../../core/events/tokenUsage.ts";
import { toText } from "../../../../core/otlp/anyValue.ts";
import { OtlpDecodeError } from "../../../../core/otlp/decodeError.ts";
import { parseRequestJson } from "../../../../core/otlp/json.ts";
import { encodeRequest } from "../../../../core/otlp/protobuf.ts";
import type { OtlpRequest } from "../../../../core/otlp/requests.ts";
import { captureNames, captureRequests } from "../../otlp/captures.ts";
import { everyField } from "../../otlp/everyField.ts";
import { codexRecord, logsOf } from "./receivedEvents.ts";
import { fill, idsOf, prompt, request, storeOf } from "./stores.ts";

describe("A kept event", () => {
  const logs = [...everyField, ...captureNames.flatMap(captureRequests)].flatMap((otlp) =>
    otlp.signal === "logs" ? [otlp] : [],
  );

  test("is the same as when it was received, with its place in its session", () => {
    const store = storeOf({ maximumEvents: 1_000_000 });
    const tracker = new SessionTracker();
    for (const otlp of logs) {
      const { first } = store.append(encodeRequest(otlp));
      for (const [i, event] of eventsOf(otlp.request).entries()) {
        const { session, turn } = tracker.assign(event);
        expect(store.get(first + i)).toEqual({ id: first + i, event, session, turn, findings: [] });
      }
    }
  });

  test("counts in its session and turn: tokens once, times, services, originator and model", () => {
    const store = storeOf({ maximumEvents: 1_000_000 });
    const requests = captureRequests("many-turns.logs.otlp.jsonl").flatMap((otlp) =>
      otlp.signal === "logs" ? [otlp] : [],
    );
    for (const otlp of requests) store.append(encodeRequest(otlp));
    const events = requests.flatMap(({ request }) => eventsOf(request));
    const usages = events.map(tokenUsageOf);
    const sum = (key: "inputTokens" | "outputTokens" | "cachedTokens" | "reasoningTokens") =>
      usages.reduce((total, usage) => total + (usage?.[key] ?? 0), 0);
    const [session] = [...store.sessions()].filter(({ id }) => id !== "");
    const times = events.map(({ timeUnixNano }) => Number(timeUnixNano / 1_000_000n));
    expect(session?.summary((name) => name)).toMatchObject({
      services: ["codex_exec"],
      inputTokens: sum("inputTokens"),
      outputTokens: sum("outputTokens"),
      cachedTokens: sum("cachedTokens"),
      reasoningTokens: sum("reasoningTokens"),
      startUnixMilliseconds: Math.min(...times),
    });
    expect(sum("inputTokens")).toBeGreaterThan(0);
  });

  test("counts in its session and turn when it tells of a failure or a denial, whatever form its values have", () => {
    const store = storeOf({ maximumEvents: 1_000_000 });
    const bool = (name: string, session: string, success: boolean): OtlpRequest =>
      parseRequestJson(
        "logs",
        JSON.stringify({
          resourceLogs: [
            {
              scopeLogs: [
                {
                  logRecords: [
                    {
                      observedTimeUnixNano: "1795434906983000000",
                      attributes: [
                        { key: "event.name", value: { stringValue: name } },
                        { key: "conversation.id", value: { stringValue: session } },
                        { key: "success", value: { boolValue: success } },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        }),
      );
    fill(
      store,
      prompt("s"),
      codexRecord("codex.tool_decision", "s", { decision: "denied" }),
      codexRecord("codex.tool_decision", "s", { decision: "approved" }),
      codexRecord("codex.tool_result", "s", { success: "false" }),
      prompt("s"),
    );
    store.append(encodeRequest(bool("codex.tool_result", "s", false)));
    store.append(encodeRequest(bool("codex.tool_result", "s", true)));
    const [session] = [...store.sessions()];
    expect(session?.summary((name) => name)).toMatchObject({ failures: 2, denials: 1 });
    expect(store.turns("s")).toMatchObject([
      { turn: 1, failures: 1, denials: 1 },
      { turn: 2, failures: 1, denials: 0 },
    ]);
  });

  test("counts as a failure or a denial exactly when its row shows it so, a call once", () => {
    const store = storeOf({ maximumEvents: 1_000_000 });
    for (const otlp of logs) store.append(encodeRequest(otlp));
    // the same sessions are in several captures
    const badSteps = new Map<unknown, string>();
    for (const event of logs.flatMap(({ request }) => eventsOf(request))) {
      const outcome = eventOutcome(event.name, event.attributes);
      const call = callIdOf(event.name, (attribute) => toText(event.attributes.get(attribute)));
      if (outcome !== undefined) badSteps.set(call === "" ? event : `${event.session} ${call}`, outcome);
    }
    const outcomes = [...badSteps.values()];
    const total = (key: "failures" | "denials") =>
      [...store.sessions()].reduce((sum, session) => sum + session[key], 0);
    expect(total("failures")).toBe(outcomes.filter((one) => one === "failed").length);
    expect(total("failures")).toBeGreaterThan(0);
    expect(total("denials")).toBe(outcomes.filter((one) => one === "denied").length);
  });

  test("of a call that was refused counts once, as a refusal", () => {
    const store = storeOf();
    const call = { call_id: "call_1" };
    fill(
      store,
      prompt("s"),
      codexRecord("codex.sandbox_outcome", "s", { ...call, outcome: "denied" }),
      codexRecord("codex.tool_result", "s", { ...call, success: "false" }),
      codexRecord("codex.tool_result", "s", { call_id: "call_2", success: "false" }),
      codexRecord("codex.tool_decision", "s", { call_id: "call_2", decision: "denied" }),
    );
    const [session] = [...store.sessions()];
    expect(session).toMatchObject({ failures: 0, denials: 2 });
    expect(store.turns("s")).toMatchObject([{ failures: 0, denials: 2 }]);
  });

  test("is not kept when its request is damaged, nor are the others of that request", () => {
    const store = storeOf();
    const { bytes } = logsOf([request("s"), request("s")]);
    expect(() => store.append(bytes.subarray(0, bytes.length - 1))).toThrow(OtlpDecodeError);
    expect([...store.sessions()]).toEqual([]);
    expect(store.totals).toMatchObject({ requests: 0, events: 0 });
  });
});

describe("A store that is full", () => {
  test("lets the oldest events go, whichever session they are of, and counts them", () => {
    const store = storeOf({ maximumEvents: 3 });
    const ids = fill(store, request("s"), request("t"), prompt("s"), request("s"), prompt("t"));
    expect(store.totals.evicted).toBe(2);
    expect(ids.map((id) => store.get(id)?.id)).toEqual([undefined, undefined, ...ids.slice(2)]);
    expect(idsOf(store, "s", 1)).toEqual(ids.slice(2, 4));
    expect(idsOf(store, "s", 0)).toEqual([]);
  });

  test("forgets a turn with its last event, and a session with its last turn", () => {
    const store = storeOf({ maximumEvents: 2 });
    fill(store, request("gone"), prompt("s"), prompt("s"), request("s"));
    expect([...store.sessions()].map(({ id }) => id)).toEqual(["s"]);
    expect(store.turns("s").map(({ turn }) => turn)).toEqual([2]);
    expect(store.turns("gone")).toEqual([]);
  });

  test("still knows how much a session did in all", () => {
    const store = storeOf({ maximumEvents: 2 });
    fill(store, prompt("s"), prompt("s"), prompt("s"), request("s"));
    const [session] = [...store.sessions()];
    expect(session?.summary((name) => name)).toMatchObject({ events: 4, turns: 3 });
  });

  test("keeps its pages right over very many events", () => {
    const store = storeOf({ maximumEvents: 1500, segmentBytes: 100_000 });
    const ids = Array.from({ length: 100 }, () => {
      const { first, count } = store.append(logsOf(Array.from({ length: 100 }, () => request("s"))).bytes);
      return Array.from({ length: count }, (_, i) => first + i);
    }).flat();
    const kept = ids.slice(-1500);
    expect(idsOf(store, "s", 0)).toEqual(kept);
    const page = store.page("s", 0, 100, 5);
    expect(page.total).toBe(1500);
    expect(page.events.map(({ id }) => id)).toEqual(kept.slice(100, 105));
    expect(store.totals.evicted).toBe(8500);
  });

  test("lets go at once when it may keep less", () => {
    const store = storeOf({ maximumEvents: 10 });
    const ids = fill(store, ...Array.from({ length: 10 }, () => request("s")));
    store.setMaximumEvents(4);
    expect(idsOf(store, "s", 0)).toEqual(ids.slice(6));
    expect(store.totals.evicted).toBe(6);
  });

  test("gives the events of a request to whoever watches before it lets them go", () => {
    const store = storeOf({ maximumEvents: 1 });
    const seen: string[] = [];
    store.append(logsOf([request("a"), request("b"), request("c")]).bytes, (events) =>
      seen.push(...events.map(({ session }) => session)),
    );
    expect(seen).toEqual(["a", "b", "c"]);
    expect(store.totals.evicted).toBe(2);
  });
});

describe("Events that hold very much", () => {
  test("push out older ones before the number is reached, and the newest stays however large it is", () => {
    const store = storeOf({ maximumBytes: 10_000, segmentBytes: 2000 });
    fill(store, ...Array.from({ length: 5 }, () => request("s")));
    expect(store.totals.evicted).toBe(0);
    const [large = 0] = fill(store, request("s", "x".repeat(20_000)));
    expect(idsOf(store, "s", 0)).toEqual([large]);
    const [next = 0] = fill(store, request("s"));
    expect(idsOf(store, "s", 0)).toEqual([next]);
  });
});

test("Pages beyond the end, before the beginning or of nothing are empty or cut", () => {
  const store = storeOf();
  const ids = fill(store, request("s"), request("s"));
  expect(store.page("s", 0, 5, 5)).toEqual({ total: 2, offset: 5, events: [] });
  expect(store.page("s", 0, -5, 1).events.map(({ id }) => id)).toEqual([ids[0]]);
  expect(store.page("s", 0, 0, -1).events).toEqual([]);
  expect(store.page("other", 0, 0, 5)).toEqual({ total: 0, offset: 0, events: [] });
  expect([store.get(0), store.get(-1), store.get(1.5), store.get(99)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("A page may begin at an event, or so many before it, whatever was let go since", () => {
  const store = storeOf({ maximumEvents: 6 });
  const ids = fill(store, ...Array.from({ length: 8 }, () => request("s")));
  const page = (offset: number, from: number, passes?: (id: number) => boolean) => {
    const { total, offset: first, events } = store.page("s", 0, offset, 2, { from, passes });
    return [total, first, events.map(({ id }) => id)];
  };
  expect(page(0, ids[5] ?? 0)).toEqual([6, 3, ids.slice(5, 7)]);
  expect(page(-2, ids[5] ?? 0)).toEqual([6, 1, ids.slice(3, 5)]);
  expect(page(-9, ids[5] ?? 0)).toEqual([6, 0, ids.slice(2, 4)]);
  expect(page(0, ids[0] ?? 0)).toEqual([6, 0, ids.slice(2, 4)]);
  expect(page(-1, Number.MAX_SAFE_INTEGER)).toEqual([6, 5, ids.slice(7)]);
  const isOdd = (id: number) => id % 2 === 1;
  expect(page(0, ids[5] ?? 0, isOdd)).toEqual([3, 2, ids.slice(2).filter(isOdd).slice(2)]);
});

test("After clearing nothing is left and nothing counts as let go", () => {
  const store = storeOf({ maximumEvents: 1 });
  fill(store, request("s"), request("s"));
  store.clear();
  expect([...store.sessions()]).toEqual([]);
  expect(store.totals).toMatchObject({ events: 0, requests: 0, evicted: 0 });
  const [id = 0] = fill(store, request("s"));
  expect(idsOf(store, "s", 0)).toEqual([id]);
  expect(store.totals.evicted).toBe(0);
});

test("A store survives more names than it has numbers for", () => {
  const store = storeOf({ maximumEvents: 70_000 });
  const records = Array.from({ length: 66_000 }, (_, i) => codexRecord(`my.event${i}`, "s"));
  for (let i = 0; i < records.length; i += 1000) store.append(logsOf(records.slice(i, i + 1000)).bytes);
  expect(store.get(66_000)?.event.name).toBe("my.event65999");
});
