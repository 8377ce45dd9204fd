import type { ServerHttp2Stream } from "node:http2";
import { full, GrpcRefusal, grpcStatus } from "./grpcStatus.ts";
import { compressions, InflateError, inflated, isCompression } from "./inflate.ts";
import type { Holding } from "./memoryBudget.ts";
import type { ReceiverLimits } from "./receiverLimits.ts";

/** A flag for compression and the length, before each message (grpc.io, "gRPC over HTTP2", "Length-Prefixed-Message"). */
const prefixBytes = 5;

/**
 * Reads the one message of a unary call, undoes its compression and hands it to `use`, while its memory is counted. Throws a
 * {@link GrpcRefusal}, or the error of `use`.
 */
export async function withMessage<T>(
  stream: ServerHttp2Stream,
  encoding: string,
  limits: ReceiverLimits,
  use: (message: Uint8Array) => T,
): Promise<T> {
  if (encoding !== "identity" && !isCompression(encoding))
    throw new GrpcRefusal(grpcStatus.unimplemented, `The encoding must be ${compressions} or identity.`);
  const { holding, framed } = await collect(stream, limits);
  try {
    const message = framed.subarray(prefixBytes);
    if (framed[0] === 0) return use(message);
    if (encoding === "identity" || framed[0] !== 1)
      throw new GrpcRefusal(grpcStatus.internal, "The message is compressed, but its encoding is not named.");
    return await inflated(message, encoding, limits.maximumMessageBytes, use);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    throw error.reason === "too-large"
      ? tooLarge(limits.maximumMessageBytes)
      : new GrpcRefusal(grpcStatus.internal, `The message is not valid ${encoding}.`);
  } finally {
    holding.release();
  }
}

const tooLarge = (limit: number) =>
  new GrpcRefusal(grpcStatus.resourceExhausted, `The message is larger than ${limit} bytes.`);
const notOne = () => new GrpcRefusal(grpcStatus.unimplemented, "An export is one message, neither less nor more.");
const late = () => new GrpcRefusal(grpcStatus.deadlineExceeded, "The request took too long to arrive.");
const cut = () =>
  new GrpcRefusal(grpcStatus.internal, "A call over gRPC ended before its message was whole: the sender cut it off.");

/** Reads to the end. Nothing is kept of a call that fails. */
function collect(
  stream: ServerHttp2Stream,
  { budget, maximumMessageBytes, requestMilliseconds }: ReceiverLimits,
): Promise<{ readonly framed: Buffer; readonly holding: Holding }> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    let wanted: number | undefined;
    const patience = setTimeout(() => fail(late()), requestMilliseconds);
    const holding = budget.hold(stream.session?.socket ?? stream, () => fail(full()));
    const stop = (): Buffer => {
      clearTimeout(patience);
      stream.off("data", data).off("end", end).off("close", closed);
      const [first] = chunks;
      const whole = chunks.length === 1 && first ? first : Buffer.concat(chunks, length);
      chunks = [];
      return whole;
    };
    const fail = (refusal: GrpcRefusal) => {
      stop();
      holding.release();
      reject(refusal);
    };
    const data = (chunk: Buffer) => {
      if (!holding.take(chunk.length)) return;
      length += chunk.length;
      chunks.push(isWhole(chunk, chunks) ? chunk : ownCopy(chunk));
      if (wanted === undefined && length >= prefixBytes) wanted = prefixBytes + lengthIn(chunks);
      if (wanted === undefined) return;
      if (wanted > prefixBytes + maximumMessageBytes) fail(tooLarge(maximumMessageBytes));
      else if (length > wanted) fail(notOne());
    };
    const end = () => {
      if (length !== wanted) return fail(length === 0 ? notOne() : cut());
      holding.complete();
      resolve({ holding, framed: stop() });
    };
    const closed = () => fail(cut());
    stream.on("data", data).on("end", end).on("close", closed);
  });
}

/** Whether the message came in one piece, as nearly all do. */
function isWhole(chunk: Buffer, before: readonly Buffer[]): boolean {
  return before.length === 0 && chunk.length >= prefixBytes && chunk.length === prefixBytes + lengthIn([chunk]);
}

/**
 * Pieces of several calls lie in one buffer, as they were read from the connection. Each would keep all of it, however
 * little of it is its own.
 */
function ownCopy(piece: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(piece.length);
  piece.copy(copy);
  return copy;
}

function lengthIn(chunks: readonly Buffer[]): number {
  const [first] = chunks;
  const start = first !== undefined && first.length >= prefixBytes ? first : Buffer.concat(chunks);
  return start.readUInt32BE(1);
}
