import type { IncomingMessage } from "node:http";
import { HttpRefusal } from "./httpRefusal.ts";
import { compressions, InflateError, inflated, isCompression } from "./inflate.ts";
import type { Holding, MemoryBudget } from "./memoryBudget.ts";
import { fullMessage, retrySeconds } from "./requestSink.ts";

/** What a body may take. */
export interface BodyLimits {
  /** The largest body in bytes, before and after decompression. */
  readonly maximumMessageBytes: number;
  readonly budget: MemoryBudget;
}

/**
 * Reads a body, undoes its compression and hands it to `use`, while its memory is counted. Throws an {@link HttpRefusal},
 * or the error of `use`.
 */
export async function withBody<T>(
  request: IncomingMessage,
  { maximumMessageBytes: limit, budget }: BodyLimits,
  use: (body: Uint8Array) => T,
): Promise<T> {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && !isCompression(encoding))
    throw new HttpRefusal(415, 3, `The content encoding must be ${compressions} or identity.`, {
      "accept-encoding": compressions,
    });
  if (Number(request.headers["content-length"]) > limit) throw tooLarge(limit);
  const { holding, body } = await collect(request, limit, budget);
  try {
    return encoding === "identity" ? use(body) : await inflated(body, encoding, limit, use);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    throw error.reason === "too-large"
      ? tooLarge(limit)
      : new HttpRefusal(400, 3, `The body is not valid ${encoding}.`);
  } finally {
    holding.release();
  }
}

const tooLarge = (limit: number) => new HttpRefusal(413, 8, `The body is larger than ${limit} bytes.`);

const full = () => new HttpRefusal(429, 8, fullMessage, { "retry-after": String(retrySeconds) });

/** Reads to the end. Nothing is kept of a request that fails. */
function collect(
  request: IncomingMessage,
  limit: number,
  budget: MemoryBudget,
): Promise<{ readonly body: Buffer; readonly holding: Holding }> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    const holding = budget.hold(request.socket, () => fail(full()));
    const stop = (): Buffer[] => {
      request.off("data", data).off("end", end).off("error", fail).off("close", cut);
      const all = chunks;
      chunks = [];
      return all;
    };
    const fail = (refusal: Error) => {
      stop();
      holding.release();
      reject(refusal);
    };
    const data = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) fail(tooLarge(limit));
      else if (holding.take(chunk.length)) chunks.push(chunk);
    };
    const end = () => {
      holding.complete();
      const all = stop();
      const [first] = all;
      resolve({ holding, body: all.length === 1 && first ? first : Buffer.concat(all, length) });
    };
    const cut = () => fail(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    request.on("data", data).on("end", end).on("error", fail).on("close", cut);
  });
}
