import type { ListenerAddresses } from "../protocol/totals.ts";

/** What the window that owns the listener tells the others, in a file that only its user may read. */
export interface OwnerRecord {
  /** Each claim has a number of its own, higher than all before it; the highest counts. */
  readonly claim: number;
  /** Process that claimed: the extension host of the window. */
  readonly process: number;
  /** Version of the extension. */
  readonly version: string;
  /** Name of the window: its workspace or folder. */
  readonly window: string;
  /** `released`: the owner has ended on purpose, nobody need be waited for. */
  readonly state: "starting" | "serving" | "released";
  /** Unix-domain socket or named pipe; empty until the owner serves. */
  readonly socket: string;
  /** What a window has to say first, to prove that it may read this file. */
  readonly token: string;
  /** Where the owner listens; undefined while it doesn't. */
  readonly addresses?: ListenerAddresses;
  /** Of a claim of a folder that the listener of a window uses; see `FolderClaim`. */
  readonly isListener?: boolean;
}

/** Name of the file of a claim. */
export const recordName = (claim: number): string => `owner-${claim}.json`;

/** The number of a claim from the name of its file; undefined for other files. */
export function claimOf(name: string): number | undefined {
  const digits = /^owner-(\d{1,15})\.json$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Reads a record; undefined when the text is none, or not whole. */
export function parseOwnerRecord(text: string): OwnerRecord | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const { claim, process, version, window, state, socket, token, addresses, isListener } = value;
  if (!Number.isSafeInteger(claim) || !Number.isSafeInteger(process) || Number(process) <= 0) return undefined;
  if (state !== "starting" && state !== "serving" && state !== "released") return undefined;
  for (const part of [version, window, socket, token]) if (typeof part !== "string") return undefined;
  return {
    claim: Number(claim),
    process: Number(process),
    version: String(version),
    window: String(window),
    state,
    socket: String(socket),
    token: String(token),
    ...(isAddresses(addresses) && { addresses }),
    ...(isListener === true && { isListener }),
  };
}

/** Whether a value has both addresses of a listener. */
export function isAddresses(value: unknown): value is ListenerAddresses {
  return (
    typeof value === "object" &&
    value !== null &&
    "grpc" in value &&
    typeof value.grpc === "string" &&
    "http" in value &&
    typeof value.http === "string"
  );
}

/** The object that a JSON text holds; undefined when it holds something else, or is no JSON. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
