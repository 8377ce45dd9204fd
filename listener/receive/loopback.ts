import { isIPv4, isIPv6 } from "node:net";
import { ListenerError } from "../protocol/listenerError.ts";

/** Whether a host name or address, with or without brackets, means this machine and nothing else. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (isIPv4(name)) return name.startsWith("127.");
  return isIPv6(name) && (/^(0{0,4}:)*:?0{0,3}1$/.test(name) || /^::ffff:127\./.test(name));
}

/** The same of an address, or `localhost`; whoever answers for other names may say what they want. */
export function isLoopbackAddress(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return isLoopback(name) && (name === "localhost" || isIPv4(name) || isIPv6(name));
}

/**
 * The address to bind to. Throws a {@link ListenerError} unless it is one of loopback, or `localhost`: telemetry must not be
 * open to a network.
 */
export function requireLoopback(host: string): string {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (name === "localhost") return "127.0.0.1";
  if (isLoopbackAddress(name)) return name;
  throw new ListenerError(
    "not-loopback",
    `The listener accepts telemetry from this machine only: use 127.0.0.1 or ::1 instead of ${host}.`,
  );
}

/** Whether a `Host` header names this machine. A page that reaches us by DNS rebinding names its own. */
export function isLoopbackHostHeader(header: string | undefined): boolean {
  if (header === undefined) return false;
  const match = /^(\[[^\]]+\]|[^:]+)(?::\d+)?$/.exec(header.trim());
  return match?.[1] !== undefined && isLoopback(match[1]);
}

/** `127.0.0.1:4317`, `[::1]:4317` */
export function formatAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
