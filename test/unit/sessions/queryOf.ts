import type { Query } from "../../../client/sessions/sessionsModel.ts";
import type { EventQueries } from "../../../listener/query/eventQueries.ts";

/** Asks what a listener has kept, as the tree does. */
export function queryOf(queries: EventQueries): Query {
  // biome-ignore lint/suspicious/noExplicitAny: each method has parameters of its own
  const query = async (method: string, parameters: any) => {
    const { session, turn, offset, limit, filter, from, id } = parameters;
    switch (method) {
      case "sessions":
        return queries.sessions(filter);
      case "turns":
        return queries.turns(session, filter);
      case "events":
        return queries.events(session, turn, offset, limit, filter, from);
      case "event":
        return queries.event(id);
      default:
        return undefined;
    }
  };
  return query as Query;
}
