import type { LogsRequest } from "../../core/otlp/requests.ts";
import type { EventStore } from "../store/eventStore.ts";

/** A part of what is kept, as it was received. */
export interface KeptRequest {
  readonly request: LogsRequest;
  /** Ids of its records, in their order. */
  readonly ids: readonly number[];
}

/** Kept events as requests; those that follow each other and came under one resource and scope are together again. */
export function* keptRequests(store: EventStore, ids: Iterable<number>): Generator<KeptRequest> {
  let last: { readonly place: string; readonly kept: KeptRequest & { readonly ids: number[] } } | undefined;
  for (const id of ids) {
    const message = store.message(id);
    if (message === undefined) continue;
    const { place, record, resource, scope } = message;
    if (last?.place === place) {
      last.kept.request.resourceLogs[0]?.scopeLogs[0]?.logRecords.push(record);
      last.kept.ids.push(id);
    } else {
      if (last !== undefined) yield last.kept;
      const scopeLogs = [{ scope, logRecords: [record], schemaUrl: "" }];
      const request = { resourceLogs: [{ resource, scopeLogs, schemaUrl: "" }] };
      last = { place, kept: { request, ids: [id] } };
    }
  }
  if (last !== undefined) yield last.kept;
}
