import { promisify } from "node:util";
import { gunzip, inflate as inflateZlib } from "node:zlib";
import { unzstd } from "./unzstd.ts";

/** Node undoes so many compressions at once. */
const atOnce = 4;

const decompressors = { gzip: promisify(gunzip), deflate: promisify(inflateZlib), zstd: unzstd };

/** The compressions that are undone. */
export type Compression = keyof typeof decompressors;

/** Their names for a sender: `gzip, deflate, zstd`. */
export const compressions = Object.keys(decompressors).join(", ");

export const isCompression = (name: string): name is Compression => Object.hasOwn(decompressors, name);

/** Why a message could not be decompressed. */
export class InflateError extends Error {
  override readonly name = "InflateError";

  constructor(readonly reason: "too-large" | "damaged") {
    super(`The message is ${reason}.`);
  }
}

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Undoes a compression and hands the result to `use`. Only few are in memory at once, whoever waits has its turn later: so
 * what they take together is bounded by {@link inflateReserve}. Throws an {@link InflateError}, or the error of `use`.
 */
export async function inflated<T>(
  bytes: Uint8Array,
  compression: Compression,
  limit: number,
  use: (message: Buffer) => T,
): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => void waiting.push(resolve));
  running++;
  try {
    return use(await decompressed(bytes, compression, limit));
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** The most memory that decompressed messages of so many bytes take at once. */
export const inflateReserve = (limit: number): number => atOnce * limit;

async function decompressed(bytes: Uint8Array, compression: Compression, limit: number): Promise<Buffer> {
  try {
    return await decompressors[compression](bytes, { maxOutputLength: limit });
  } catch (error) {
    throw new InflateError((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "damaged");
  }
}
