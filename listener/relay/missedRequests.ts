import { setImmediate as nextTurn } from "node:timers/promises";
import { deliverRequest } from "../../core/policy/deliver/deliverRequest.ts";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { type KeptRequest, keptRequests } from "../record/keptRequests.ts";
import type { EventStore } from "../store/eventStore.ts";
import type { IdRange } from "./idRanges.ts";
import { IdSet } from "./idSet.ts";
import { GrowingRanges } from "./keptEvents.ts";
import type { Relay } from "./relay.ts";

/** Requests that are looked at before others get a turn. */
const atOnce = 50;

/** How many of the kept events that a destination has missed it would be sent by a policy. */
export async function countMissed(
  store: EventStore,
  relay: Relay,
  policy: CompiledPolicy,
  destination: string,
): Promise<number> {
  let events = 0;
  for await (const { request } of missedRequests(store, relay.missedEvents(destination, store.identity)))
    events += deliverRequest(policy, destination, { signal: "logs", request }).delivered;
  return events;
}

/**
 * Passes the kept events that a destination has missed through the policy in force, as if they came in now. Tells how many
 * items were queued. Whatever ends it in the middle, the rest is still missed. Throws what the relay throws.
 */
export async function sendMissed(store: EventStore, relay: Relay, destination: string): Promise<number> {
  relay.requireOwn();
  const { identity, range } = store;
  const missed = relay.missedEvents(destination, identity);
  const gone = new IdSet(missed.ranges());
  gone.deleteAll([[range.first, range.next - 1]]);
  if (gone.size > 0) relay.forgetMissed(destination, { ranges: [...gone.ranges()], store: identity });
  let items = 0;
  for await (const { request, ids } of missedRequests(store, missed)) {
    const idAt = (position: number) => ids[position] as number;
    const events = { store: identity, idAt };
    items += relay.acceptMissed(destination, { signal: "logs", request }, events, rangesOf(ids));
  }
  return items;
}

/** What is still kept of missed events, as it was received. */
async function* missedRequests(store: EventStore, ids: IdSet): AsyncGenerator<KeptRequest> {
  let done = 0;
  for (const kept of keptRequests(store, idsIn(ids))) {
    yield kept;
    if (++done % atOnce === 0) await nextTurn();
  }
}

function* idsIn(set: IdSet): Generator<number> {
  for (const [first, last] of set.ranges()) for (let id = first; id <= last; id++) yield id;
}

function rangesOf(ids: readonly number[]): readonly IdRange[] {
  const growing = new GrowingRanges();
  for (const id of ids) growing.add(id);
  return growing.ranges;
}
