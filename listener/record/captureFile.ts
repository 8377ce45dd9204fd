import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { OtlpDecodeError } from "../../core/otlp/decodeError.ts";
import { parseOtlpJson } from "../../core/otlp/json.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";

/** A file that can't be read, or that holds something else than a capture. The message is one sentence. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

/**
 * The requests of an OTLP JSON lines file, plain or gzipped, in their order. Reads only as far as they are taken, so that
 * a capture may be larger than the memory. A line that is no request is told of, if somebody wants to hear, and left out;
 * else a {@link CaptureError} names it.
 */
export async function* readCapture(
  file: string,
  onBrokenLine?: (error: CaptureError) => void,
): AsyncGenerator<OtlpRequest> {
  let number = 0;
  try {
    for await (const line of linesOf(uncompressed(createReadStream(file)))) {
      number++;
      if (line.toString("latin1").trim() === "") continue;
      try {
        yield* parseOtlpJson(line);
      } catch (cause) {
        if (!(cause instanceof OtlpDecodeError)) throw cause;
        const error = new CaptureError(`${file}, line ${number}: ${cause.message}`, { cause });
        if (onBrokenLine === undefined) throw error;
        onBrokenLine(error);
      }
    }
  } catch (cause) {
    if (cause instanceof CaptureError) throw cause;
    const { code = "error" } = cause as NodeJS.ErrnoException;
    throw new CaptureError(`${file} cannot be read (${code}).`, { cause });
  }
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

/** Lines without their line feed. Only that byte ends a line: JSON may hold the separators that other readers end lines at. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}
