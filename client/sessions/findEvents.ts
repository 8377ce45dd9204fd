import type { EventFilter } from "../../listener/protocol/eventFilter.ts";
import type { ListenerRequests } from "../../listener/protocol/listenerRequests.ts";
import type { Query } from "./sessionsModel.ts";

export type FoundEvents = ListenerRequests["find"]["result"];

/**
 * The newest events that pass, at most `limit`. The listener searches for a moment at each question: it is asked until it has
 * found enough or has looked at everything. `step` hears of each answer and ends the search by false. undefined when there is
 * no listener, or the search was ended.
 */
export async function findEvents(
  query: Query,
  filter: EventFilter,
  limit: number,
  step: (found: FoundEvents) => boolean = () => true,
): Promise<FoundEvents | undefined> {
  for (;;) {
    const found = await query("find", { filter, limit });
    if (found === undefined || !step(found)) return undefined;
    if (found.complete || found.rows.length >= limit) return found;
  }
}
