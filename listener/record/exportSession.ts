import { rmSync } from "node:fs";
import type { LogsRequest } from "../../core/otlp/requests.ts";
import type { EventStore } from "../store/eventStore.ts";
import { Recorder } from "./recorder.ts";

/** What a file with a session holds. */
export interface ExportedSession {
  readonly file: string;
  readonly events: number;
}

/**
 * Writes the kept events of a session to a file of its own, as OTLP JSON lines and as they were received: nothing is
 * redacted. Only its owner may read the file. Throws a `ListenerError` when it cannot be written.
 */
export function exportSession(store: EventStore, session: string, file: string): ExportedSession {
  let failure: Error | undefined;
  rmSync(file, { force: true });
  const recorder = new Recorder(file, (error) => {
    failure = error;
  });
  let events = 0;
  try {
    for (const request of sessionRequests(store, session)) {
      recorder.record({ signal: "logs", request });
      if (failure !== undefined) throw failure;
      for (const { scopeLogs } of request.resourceLogs)
        for (const { logRecords } of scopeLogs) events += logRecords.length;
    }
  } finally {
    recorder.close();
  }
  return { file, events };
}

/** The events of a session, turn by turn; those that came together under one resource and scope are together again. */
function* sessionRequests(store: EventStore, session: string): Generator<LogsRequest> {
  let last: { readonly place: string; readonly request: LogsRequest } | undefined;
  for (const turn of store.turns(session))
    for (const id of turn.ids()) {
      const message = store.message(id);
      if (message === undefined) continue;
      const { place, record, resource, scope } = message;
      if (last?.place === place) last.request.resourceLogs[0]?.scopeLogs[0]?.logRecords.push(record);
      else {
        if (last !== undefined) yield last.request;
        const scopeLogs = [{ scope, logRecords: [record], schemaUrl: "" }];
        last = { place, request: { resourceLogs: [{ resource, scopeLogs, schemaUrl: "" }] } };
      }
    }
  if (last !== undefined) yield last.request;
}
