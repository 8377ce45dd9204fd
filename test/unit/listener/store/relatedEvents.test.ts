import { expect, test } from "vitest";
import type { FilterContext } from "../../../../listener/store/eventSelection.ts";
import type { EventStore } from "../../../../listener/store/eventStore.ts";
import { relatedIds } from "../../../../listener/store/relatedEvents.ts";
import { codexRecord, logsOf } from "./receivedEvents.ts";
import { fill, prompt, request, storeOf } from "./stores.ts";

const call = (session: string, name: string, callId: string) => codexRecord(name, session, { call_id: callId });

const related = (store: EventStore, id: number, now: () => number = () => 0): readonly number[] => {
  const received = store.get(id);
  if (received === undefined) throw new Error("the event is not kept");
  const context: FilterContext = { destinationBit: () => undefined, destinationTest: () => undefined, now };
  return relatedIds(store, received, context, 20);
};

test("A decision and its result are found by their call, and no other session's", () => {
  const store = storeOf();
  const [, decision = 0, , result = 0] = fill(
    store,
    prompt("s"),
    call("s", "codex.tool_decision", "one"),
    call("s", "codex.tool_decision", "two"),
    call("s", "codex.tool_result", "one"),
    call("t", "codex.tool_result", "one"),
    request("s"),
  );
  expect(related(store, decision)).toEqual([result]);
  expect(related(store, result)).toEqual([decision]);
  expect(related(store, result + 2)).toEqual([]);
});

test("They are found though the next prompt or many turns came in between", () => {
  const store = storeOf();
  const ids = fill(
    store,
    call("s", "codex.tool_decision", "near"),
    call("s", "codex.tool_decision", "far"),
    prompt("s"),
    call("s", "codex.tool_result", "near"),
    prompt("s"),
    prompt("s"),
    call("s", "codex.tool_result", "far"),
  );
  expect(related(store, ids[3] ?? 0)).toEqual([ids[0]]);
  expect(related(store, ids[6] ?? 0)).toEqual([ids[1]]);
});

test("The nearest are found in time in a turn that has very many events", () => {
  const store = storeOf({ maximumEvents: 100_000 });
  const many = Array.from({ length: 20_000 }, () => request("s"));
  store.append(logsOf(many).bytes);
  const [decision = 0, result = 0] = fill(
    store,
    call("s", "codex.tool_decision", "one"),
    call("s", "codex.tool_result", "one"),
  );
  store.append(logsOf(many).bytes);
  let time = 0;
  // each look at the clock takes a millisecond
  expect(related(store, result, () => time++)).toEqual([decision]);
});
