import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import type { LogsRequest } from "../../../core/otlp/requests.ts";
import type { SessionSummary } from "../../../listener/protocol/sessions.ts";
import type { EventQueries } from "../../../listener/query/eventQueries.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { recordedRequests } from "./recordedSessions.ts";

/** What the listener shows of a recorded session, with the built-in policy. */
export interface KeptSession {
  readonly queries: EventQueries;
  /** Id of the first session. */
  readonly session: string;
  readonly sessions: readonly SessionSummary[];
}

/** Lets the listener take in a recorded session. */
export const keptSession = (name: string): KeptSession => kept(recordedRequests(name));

/** Lets the listener take in requests. */
export function kept(requests: readonly LogsRequest[]): KeptSession {
  const listener = new Listener({ policyText: undefined, maximumEvents: 100_000 }, () => undefined);
  for (const request of requests)
    listener.accept({ signal: "logs", bytes: encodeRequest({ signal: "logs", request }) });
  const { queries } = listener;
  const sessions = queries.sessions();
  return { queries, session: sessions.find(({ id }) => id !== "")?.id ?? "", sessions };
}
