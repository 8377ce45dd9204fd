import { isLoopbackHost } from "../otlp/loopbackHost.ts";
import type { ListenerFacts, LogsExporterFacts, SetupFacts } from "./setupFacts.ts";

/**
 * The endpoint that Codex sends its logs to in place of the listener, which is up and has received nothing since the
 * configuration was saved. Undefined where that is not so, and where nobody looks at what arrives.
 */
export function sentElsewhere({ configuration, listener, stream }: SetupFacts): string | undefined {
  const { exporter, savedUnixMilliseconds = 0 } = configuration;
  if (exporter.kind !== "sends" || listener.kind !== "listening" || stream === undefined) return undefined;
  if ((stream.lastUnixMilliseconds ?? 0) > savedUnixMilliseconds || reachesListener(exporter, listener))
    return undefined;
  return exporter.endpoint;
}

/** The address of the listener that an exporter has to send to. */
export const listenerAddress = (
  { variant }: Extract<LogsExporterFacts, { kind: "sends" }>,
  { grpc, http }: Extract<ListenerFacts, { kind: "listening" }>,
): string => (variant === "otlp-grpc" ? grpc : http);

/** Whether an exporter sends to the listener. */
export function reachesListener(
  exporter: Extract<LogsExporterFacts, { kind: "sends" }>,
  listener: Extract<ListenerFacts, { kind: "listening" }>,
): boolean {
  const address = listenerAddress(exporter, listener);
  return isLoopbackHost(exporter.host) && exporter.port === Number(address.slice(address.lastIndexOf(":") + 1));
}
