import { setImmediate as nextTurn } from "node:timers/promises";
import { type KeptRequest, keptRequests } from "../record/keptRequests.ts";
import type { EventStore } from "../store/eventStore.ts";
import type { EventRange } from "./missedEvents.ts";

/** Requests that are looked at before others get a turn. */
const atOnce = 50;

/** What is still kept of missed events, as it was received. */
export async function* missedRequests(store: EventStore, ranges: readonly EventRange[]): AsyncGenerator<KeptRequest> {
  let done = 0;
  for (const kept of keptRequests(store, keptIds(store, ranges))) {
    yield kept;
    if (++done % atOnce === 0) await nextTurn();
  }
}

function* keptIds({ range: { first: oldest, next } }: EventStore, ranges: readonly EventRange[]): Generator<number> {
  let after = oldest - 1;
  for (const [first, last] of [...ranges].sort(([one], [other]) => one - other))
    for (let id = Math.max(first, after + 1); id <= Math.min(last, next - 1); id++) {
      after = id;
      yield id;
    }
}
