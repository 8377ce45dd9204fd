import type { Backend, BackendHeader, Signal, Variant } from "./backend.ts";
import { knownBackends } from "./knownBackends.ts";

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
