import type { ChangedSessions } from "./listenerRequests.ts";
import type { ListenerTotals } from "./totals.ts";

/** What is told of the sessions when it is not known which have changed. */
export const anyOf = ({ events }: Pick<ListenerTotals, "events">): ChangedSessions =>
  events === 0 ? "cleared" : "any";
