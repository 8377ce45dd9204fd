import { UsageError } from "./output/commandIo.ts";

/** A port number from an option. Throws a {@link UsageError}. */
export function parsePort(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UsageError(`${option} must be a number from 0 to 65535.`);
  return port;
}
