import type { SurfaceId } from "../core/events/surfaces.ts";
import { fromKeyValues, toText } from "../core/otlp/anyValue.ts";
import type { ResourceLogs } from "../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import type { SessionOutcome } from "./recordSessions.ts";

/** Which events came from one surface of a version of Codex, over all of its standard sessions. */
export interface SurfaceRecording {
  readonly version: string;
  readonly surfaces: readonly {
    readonly surface: SurfaceId;
    /** The services that sent them, by `service.name`. */
    readonly services: readonly string[];
    /** Names of events, in the order of the alphabet. */
    readonly events: readonly string[];
  }[];
}

/** What the sessions say of each surface that they were run on. */
export function surfaceRecording(version: string, outcomes: readonly SessionOutcome[]): SurfaceRecording {
  const surfaces = new Map<SurfaceId, { services: Set<string>; events: Set<string> }>();
  for (const { surface, requests } of outcomes) {
    const seen = surfaces.get(surface) ?? { services: new Set(), events: new Set() };
    surfaces.set(surface, seen);
    const records = requests
      .flatMap((one) => (one.signal === "logs" ? one.request.resourceLogs : []))
      .flatMap(recordsOf);
    const asked = new Set(records.filter(({ name }) => name === "codex.user_prompt").map(({ session }) => session));
    for (const { name, session, service } of records) {
      // an agent that another one started gets no prompt of a person
      if (name === "" || (surface === "sub-agent" && asked.has(session))) continue;
      seen.events.add(name);
      seen.services.add(service);
    }
  }
  return {
    version,
    surfaces: [...surfaces]
      .filter(([, { events }]) => events.size > 0)
      .map(([surface, { services, events }]) => ({
        surface,
        services: [...services].sort(),
        events: [...events].sort(),
      })),
  };
}

function recordsOf({ resource, scopeLogs }: ResourceLogs) {
  const service = toText(fromKeyValues(resource?.attributes ?? []).get("service.name"));
  return scopeLogs
    .flatMap(({ logRecords }) => logRecords)
    .map((record) => {
      const attributes = fromKeyValues(record.attributes);
      const text = (name: string) => toText(attributes.get(name));
      return { name: text("event.name"), session: text("conversation.id"), service };
    });
}
