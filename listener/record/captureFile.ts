import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { usualMessageBytes } from "../receive/receiverLimits.ts";

/** A file that can't be read, or that holds something else than a capture. The message is one sentence. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

export interface CaptureOptions {
  /** Hears of a line that is no request, which is then left out. Without it, it ends the reading. */
  readonly onBrokenLine?: (error: CaptureError) => void;
  /** Hears of a line that is too long for a message, which is then left out. Without it, `onBrokenLine` does. */
  readonly onLongLine?: (error: CaptureError) => void;
  /** Ends the reading, also in the middle of a line. */
  readonly signal?: AbortSignal;
}

/**
 * The requests of an OTLP JSON lines file, plain or gzipped, in their order. Reads only as far as they are taken, so that
 * a capture may be larger than the memory, and keeps no line that is longer than what the listener takes over the network.
 * A line that is no request is told of, if somebody wants to hear, and left out; else a {@link CaptureError} names it.
 */
export async function* readCapture(file: string, options: CaptureOptions = {}): AsyncGenerator<OtlpRequest> {
  const { onBrokenLine, onLongLine = onBrokenLine, signal } = options;
  const tell = (error: CaptureError, listen: ((error: CaptureError) => void) | undefined) => {
    if (listen === undefined) throw error;
    listen(error);
  };
  let number = 0;
  try {
    await requireReadable(file);
    for await (const line of linesOf(uncompressed(createReadStream(file, signal && { signal })), usualMessageBytes)) {
      number++;
      if (line === "too long") {
        const most = usualMessageBytes / 1024 / 1024;
        tell(new CaptureError(`${file}, line ${number}: it is longer than ${most} MiB.`), onLongLine);
        continue;
      }
      if (line.toString("latin1").trim() === "") continue;
      try {
        yield* parseOtlpJson(line);
      } catch (cause) {
        if (!(cause instanceof OtlpDecodeError)) throw cause;
        tell(new CaptureError(`${file}, line ${number}: ${cause.message}`, { cause }), onBrokenLine);
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
    yield* pipeline(Readable.from(whole), createGunzip(), () => {
      // an error ends the iteration as well
    });
}

/**
 * Lines without their line feed. Only that byte ends a line: JSON may hold the separators that other readers end lines at.
 * Of a line with more than `most` bytes nothing is kept.
 */
async function* linesOf(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer | "too long"> {
  const line = new Line(most);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      line.add(chunk.subarray(start, end));
      yield line.end();
      start = end + 1;
    }
    if (start < chunk.length) line.add(chunk.subarray(start));
  }
  if (!line.isEmpty) yield line.end();
}

class Line {
  readonly #most: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= this.#most) this.#parts.push(part);
    else this.#parts = [];
  }

  /** What the line holds; then the next one begins. */
  end(): Buffer | "too long" {
    const whole = this.#length > this.#most ? "too long" : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return whole;
  }
}
