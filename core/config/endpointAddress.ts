import { isLoopbackHost } from "../otlp/loopbackHost.ts";
import { readUri } from "./uri.ts";

/** Where an endpoint leads. */
export interface EndpointAddress {
  readonly host: string;
  readonly port: number;
  /** False when the endpoint names no port and the scheme's own counts. */
  readonly portWritten: boolean;
  readonly encrypted: boolean;
  /** The host is this machine. */
  readonly local: boolean;
  /** Path and what follows; empty where there is none. */
  readonly path: string;
}

/** The parts of an endpoint that Codex can send to; undefined for every other text. */
export function endpointAddress(endpoint: string): EndpointAddress | undefined {
  const match = /^([^:/?#]+):\/\/([^/?#]*)(.*)$/s.exec(endpoint);
  const [, scheme = "", authority = "", path = ""] = match ?? [];
  if (!match || !("host" in readUri(endpoint))) return undefined;
  const hostAndPort = authority.slice(authority.lastIndexOf("@") + 1);
  const written = /:(\d{1,5})$/.exec(hostAndPort)?.[1];
  const encrypted = scheme.toLowerCase() === "https";
  const port = written === undefined ? (encrypted ? 443 : 80) : Number(written);
  const host = hostAndPort.replace(/:[^:\]]*$/, "").toLowerCase();
  if (port > 65535) return undefined;
  return { host, port, portWritten: written !== undefined, encrypted, local: isLoopbackHost(host), path };
}
