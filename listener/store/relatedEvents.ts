import { toText } from "../../core/otlp/anyValue.ts";
import { contentTest } from "./eventFilter.ts";
import { EventSelection, type FilterContext } from "./eventSelection.ts";
import type { EventStore } from "./eventStore.ts";
import type { ReceivedEvent } from "./receivedEvent.ts";

const most = 16;
const eventsBetweenLooks = 64;

/**
 * Ids of the other kept events of a session with the same `call_id`, oldest first: the decision of a result, and the other
 * way round. They are looked for where they are nearly always, in the same turn and those beside it, the nearest first; only
 * when there is none in the whole session, for about so many milliseconds altogether.
 */
export function relatedIds(
  store: EventStore,
  { id, event, session, turn }: ReceivedEvent,
  context: FilterContext,
  milliseconds: number,
): readonly number[] {
  const callId = toText(event.attributes.get("call_id"));
  if (callId === "") return [];
  const attributes = [{ name: "call_id", equals: callId }];
  const deadline = context.now() + milliseconds;
  const test = contentTest({ attributes }, undefined);
  const found: number[] = [];
  let looked = 0;
  for (const near of [turn, turn + 1, turn - 1]) {
    for (const other of nearestFirst([...(store.session(session)?.turns.get(near)?.ids() ?? [])], id)) {
      if (++looked % eventsBetweenLooks === 0 && context.now() > deadline) break;
      const received = other === id ? undefined : store.get(other);
      if (received !== undefined && test?.passes(received.event)) found.push(other);
      if (found.length === most) break;
    }
    if (found.length > 0) return found.sort((a, b) => a - b);
  }
  const selection = new EventSelection(store, { session, attributes }, context);
  selection.advance(Math.max(0, deadline - context.now()));
  return selection
    .newest(most + 1)
    .reverse()
    .filter((other) => other !== id);
}

/** Ids in ascending order as their distance from one of them grows. */
function* nearestFirst(ids: readonly number[], from: number): Generator<number> {
  const start = ids.findIndex((id) => id >= from);
  let [before, after] = start < 0 ? [ids.length - 1, ids.length] : [start - 1, start];
  while (before >= 0 || after < ids.length) {
    if (after < ids.length) yield ids[after++] as number;
    if (before >= 0) yield ids[before--] as number;
  }
}
