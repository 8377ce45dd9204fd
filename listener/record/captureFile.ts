import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import { OversizedRequestError } from "../../core/otlp/requestExtent.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { usualExtent, usualMessageBytes } from "../receive/receiverLimits.ts";
import { textsOf } from "./captureLines.ts";

/** A file that can't be read, or that holds something else than a capture. The message is one sentence. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

export interface CaptureOptions {
  /** Hears of a line that is no request, which is then left out. Without it, it ends the reading. */
  readonly onBrokenLine?: (error: CaptureError) => void;
  /** Hears of a line that is too long for a message, or holds too much for one, which is then left out. Without it, `onBrokenLine` does. */
  readonly onLongLine?: (error: CaptureError) => void;
  /** Ends the reading, also in the middle of a line. */
  readonly signal?: AbortSignal;
}

/**
 * The requests of an OTLP JSON lines file, plain or gzipped, in their order; one that is printed over several lines counts as
 * a line. Reads only as far as they are taken, so that
 * a capture may be larger than the memory, and keeps no line that is longer than what the listener takes over the network.
 * A line that is no request is told of, if somebody wants to hear, and left out; else a {@link CaptureError} names it.
 */
export async function* readCapture(file: string, options: CaptureOptions = {}): AsyncGenerator<OtlpRequest> {
  const { onBrokenLine, onLongLine = onBrokenLine, signal } = options;
  const tell = (error: CaptureError, listen: ((error: CaptureError) => void) | undefined) => {
    if (listen === undefined) throw error;
    listen(error);
  };
  try {
    await requireReadable(file);
    for await (const { number, text } of textsOf(
      uncompressed(createReadStream(file, signal && { signal })),
      usualMessageBytes,
    )) {
      if (text === "too long") {
        const most = usualMessageBytes / 1024 / 1024;
        tell(new CaptureError(`${file}, line ${number}: it is longer than ${most} MiB.`), onLongLine);
        continue;
      }
      try {
        yield* parseOtlpJson(text, usualExtent);
      } catch (cause) {
        if (!(cause instanceof OtlpDecodeError)) throw cause;
        const listen = cause instanceof OversizedRequestError ? onLongLine : onBrokenLine;
        tell(new CaptureError(`${file}, line ${number}: ${cause.message}`, { cause }), listen);
      }
    }
  } catch (cause) {
    if (cause instanceof CaptureError) throw cause;
    const { code = "error" } = cause as NodeJS.ErrnoException;
    throw new CaptureError(`${file} cannot be read (${code}).`, { cause });
  }
}

/** Files, and pipes such as those of a shell's `<(…)`; a device may never end. */
async function requireReadable(file: string): Promise<void> {
  const stats = await stat(file);
  if (!stats.isFile() && !stats.isFIFO()) throw new CaptureError(`${file} is no ordinary file.`);
}

/** Node's 16 KiB cost more than the inflating where much is packed into little. */
const inflatedChunkBytes = 256 * 1024;

/** Undoes gzip where the content, not the name, says that it is gzipped. */
async function* uncompressed(source: Readable): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  const { value: first, done } = await chunks.next();
  if (done) return;
  const whole = (async function* () {
    yield first;
    yield* chunks;
  })();
  if (first[0] !== 0x1f || first[1] !== 0x8b) yield* whole;
  else
    yield* pipeline(Readable.from(whole), createGunzip({ chunkSize: inflatedChunkBytes }), () => {
      // an error ends the iteration as well
    });
}
