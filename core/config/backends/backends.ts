import { knownBackends } from "./knownBackends.ts";

export type Signal = "logs" | "traces" | "metrics";
export type Variant = "otlp-grpc" | "otlp-http";
/** What Codex writes as `protocol` of an otlp-http exporter. */
export type HttpProtocol = "binary" | "json";

/** A value that the backend surely refuses in a header, whatever the rest of the file says. */
export interface RefusedValue {
  /** Looks at the value without its scheme. */
  readonly pattern: RegExp;
  /** A whole sentence: what it is, and what is wanted in its place. */
  readonly reason: string;
}

/** A header that a backend wants. */
export interface BackendHeader {
  readonly name: string;
  /** Other names that the backend takes in place of this one. */
  readonly aliases?: readonly string[];
  readonly required: boolean;
  /** It carries the key or token; others only say where the telemetry belongs. */
  readonly credential: boolean;
  /** What the value begins with, `ApiKey ` for example; empty when it is the bare value. */
  readonly prefix: string;
  /** Beginnings that the backend may take too, so that they are never called wrong. */
  readonly otherPrefixes?: readonly string[];
  readonly refused?: readonly RefusedValue[];
  /** Only for these signals; for all where it is missing. */
  readonly signals?: readonly Signal[];
  /** What stands for the person's own part in snippets. */
  readonly placeholder: string;
  readonly documentation: string;
}

/** One of the addresses of a backend: a region, or the only one. */
export interface BackendRegion {
  readonly label: string;
  /** Whole endpoints as Codex wants them, for each variant and signal that the backend takes. */
  readonly endpoints: Readonly<Partial<Record<Variant, Readonly<Partial<Record<Signal, string>>>>>>;
}

/** What the documentation of a backend says that it does not take. What it does not mention is not refused here. */
export interface Refusals {
  readonly variants?: readonly Variant[];
  readonly signals?: readonly Signal[];
  readonly json?: readonly Signal[];
}

/** A page of official documentation, and what it is the source of. */
export interface Source {
  readonly url: string;
  readonly facts: string;
}

/** A known receiver of Codex's telemetry. */
export interface Backend {
  readonly id: string;
  readonly label: string;
  /** The variants that it takes, the one to offer first. */
  readonly variants: readonly Variant[];
  readonly regions: readonly [BackendRegion, ...BackendRegion[]];
  /**
   * Host names by which an endpoint is known to belong to this backend; `*` stands for one or more characters. None for
   * receivers on this machine.
   */
  readonly hosts: readonly string[];
  /** Path of its OTLP endpoint over HTTP, in front of `/v1/logs`. */
  readonly basePath: string;
  readonly headers: readonly BackendHeader[];
  readonly refuses: Refusals;
  readonly documentation: string;
  readonly sources: readonly Source[];
}

/** Every known backend, the most useful first: Monad, the receivers on this machine, then by name. */
export const backends: readonly Backend[] = knownBackends;

const hostPatterns = backends.map((backend) => ({
  backend,
  patterns: backend.hosts.map(
    (host) => new RegExp(`^${host.replace(/[.\\]/g, "\\$&").replaceAll("*", "[a-z0-9.-]+")}$`),
  ),
}));

/** The backend an endpoint belongs to, by its host name. */
export function backendOf(endpoint: string): Backend | undefined {
  const host = /^[a-z]+:\/\/(?:[^/@?#]*@)?([^/:?#]+)/i.exec(endpoint)?.[1]?.toLowerCase().replace(/\.$/, "");
  if (host === undefined) return undefined;
  return hostPatterns.find(({ patterns }) => patterns.some((pattern) => pattern.test(host)))?.backend;
}

/** True for a receiver on this machine. */
export function isLocal({ hosts }: Backend): boolean {
  return hosts.length === 0;
}

/** Endpoints of a backend for a signal over a variant, one for each region; none when it does not take them. */
export function endpointsOf(backend: Backend, variant: Variant, signal: Signal): readonly string[] {
  return backend.regions.flatMap(({ endpoints }) => endpoints[variant]?.[signal] ?? []);
}

/** The variant to offer for a signal; undefined when the backend does not take the signal. */
export function variantFor(backend: Backend, signal: Signal): Variant | undefined {
  return backend.variants.find((variant) => endpointsOf(backend, variant, signal).length > 0);
}

/** The headers that a backend knows for a signal. */
export function headersFor({ headers }: Backend, signal: Signal): readonly BackendHeader[] {
  return headers.filter(({ signals }) => signals === undefined || signals.includes(signal));
}

/** True when a name is that of the header, in any case, or one that the backend takes in its place. */
export function isNameOf(header: BackendHeader, name: string): boolean {
  const lower = name.toLowerCase();
  return [header.name, ...(header.aliases ?? [])].some((known) => known.toLowerCase() === lower);
}

const credentialNames: ReadonlySet<string> = new Set([
  "authorization",
  "x-api-key",
  "apikey",
  "x-auth-token",
  ...backends.flatMap(({ headers }) =>
    headers
      .filter(({ credential }) => credential)
      .flatMap(({ name, aliases = [] }) => [name, ...aliases].map((one) => one.toLowerCase())),
  ),
]);

/** True for names under which keys and tokens are sent, to whichever backend. */
export function isCredentialName(name: string): boolean {
  return credentialNames.has(name.toLowerCase().replaceAll("_", "-"));
}
