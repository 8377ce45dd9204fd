import { rmSync } from "node:fs";
import type { ExportedSession } from "../protocol/recordings.ts";
import type { EventStore } from "../store/eventStore.ts";
import { keptRequests } from "./keptRequests.ts";
import { Recorder } from "./recorder.ts";

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
    for (const { request } of keptRequests(store, idsOf(store, session))) {
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

/** Those of a session, turn by turn. */
function* idsOf(store: EventStore, session: string): Generator<number> {
  for (const turn of store.turns(session)) yield* turn.ids();
}
