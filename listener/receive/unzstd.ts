import * as zlib from "node:zlib";
import { zstdExtent } from "./zstdFrames.ts";

interface Limit {
  /** The most bytes that may come out. */
  readonly maxOutputLength: number;
}

/** Windows that every decompressor should allow (RFC 8878, section 3.1.1.1.2), whatever the largest message. */
const usualWindow = 8 * 1024 * 1024;

/**
 * Undoes Zstandard, as Node does with the other compressions: with its own from 22.15 on, which gives the first frame alone
 * without a word; several frames, and all of them on an older Node, with zstd itself in WebAssembly. Rejects with
 * `ERR_BUFFER_TOO_LARGE` what is larger than the limit, before it takes the memory.
 */
export async function unzstd(bytes: Uint8Array, { maxOutputLength: limit }: Limit): Promise<Buffer> {
  const extent = zstdExtent(bytes);
  if (extent === undefined) throw new Error("The frames of Zstandard are damaged.");
  if (extent.window > Math.max(limit, usualWindow)) throw tooLarge();
  if (extent.most === 0) return Buffer.alloc(0);
  const own = extent.frames === 1 ? ownDecompressor(zlib as unknown as Readonly<Record<string, unknown>>) : undefined;
  return own === undefined
    ? unzstdInWebAssembly(bytes, extent.most, limit)
    : await own(bytes, { maxOutputLength: limit });
}

/** The same with WebAssembly, where at most so many bytes can come out. */
export async function unzstdInWebAssembly(bytes: Uint8Array, most: number, limit: number): Promise<Buffer> {
  const { ZSTDDecoder } = await import("zstddec");
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const { buffer, byteOffset, length } = decoder.decode(bytes, Math.min(most, limit + 1));
  if (length > limit) throw tooLarge();
  // an error of zstd comes out as nothing; so does what has no room
  if (length === 0) throw most > limit ? tooLarge() : new Error("The content of Zstandard is damaged.");
  return Buffer.from(buffer, byteOffset, length);
}

const tooLarge = () => Object.assign(new RangeError("The message is too large."), { code: "ERR_BUFFER_TOO_LARGE" });

type Decompress = (bytes: Uint8Array, limit: Limit) => Promise<Buffer>;

/** Node's own, where it has one. */
function ownDecompressor(library: Readonly<Record<string, unknown>>): Decompress | undefined {
  const { zstdDecompress } = library;
  if (typeof zstdDecompress !== "function") return undefined;
  return (bytes, limit) =>
    new Promise((resolve, reject) => {
      zstdDecompress(bytes, limit, (error: Error | null, message: Buffer) => {
        if (error) reject(error);
        else resolve(message);
      });
    });
}
