import type { IncomingMessage } from "node:http";
import { Status } from "../../core/otlp/generated/google/rpc/status.ts";
import { decodeResponse } from "../../core/otlp/protobuf.ts";
import type { PartialSuccess, Signal } from "../../core/otlp/requests.ts";

/** What a receiver answers in. */
export type AnswerForm = "json" | "protobuf" | "text" | "page";

/** How an answer is to be read; undefined when it doesn't say so: then it has the encoding of the request. */
export function formOf(contentType: string): AnswerForm | undefined {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) return "json";
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  if (type === "text/html") return "page";
  return type.startsWith("text/") ? "text" : undefined;
}

/**
 * Why it was refused: `google.rpc.Status` (OTLP specification, "Failures"), or what else receivers say: JSON with an
 * `error`, or plain text.
 */
export function wordsIn(answer: Uint8Array, form: AnswerForm): string {
  try {
    switch (form) {
      case "page":
        return "";
      case "text":
        return Buffer.from(answer).toString();
      case "protobuf":
        return Status.decode(answer).message;
      case "json": {
        const { message, error } = JSON.parse(Buffer.from(answer).toString());
        return [message, error?.message, error].find((words) => typeof words === "string") ?? "";
      }
    }
  } catch {
    return "";
  }
}

/** What an answer says was not taken of an accepted request. Throws when the answer is not what it says it is. */
export function partialIn(answer: Uint8Array, form: AnswerForm, signal: Signal): PartialSuccess | undefined {
  if (form === "json") return partialInJson(answer);
  return form === "protobuf" ? decodeResponse(signal, answer) : undefined;
}

/** In milliseconds. The header has seconds or a date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Reads so many bytes at most; of a longer answer the connection is closed. */
export async function readBeginning(response: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

interface JsonResponse {
  readonly partialSuccess?: {
    readonly rejectedLogRecords?: unknown;
    readonly rejectedSpans?: unknown;
    readonly rejectedDataPoints?: unknown;
    readonly errorMessage?: unknown;
  };
}

function partialInJson(answer: Uint8Array): PartialSuccess | undefined {
  const { partialSuccess: partial = {} } = JSON.parse(Buffer.from(answer).toString()) as JsonResponse;
  const told = Number(partial.rejectedLogRecords ?? partial.rejectedSpans ?? partial.rejectedDataPoints ?? 0);
  // what is no number of items says of none that it was rejected
  const rejected = Number.isSafeInteger(told) && told >= 0 ? told : 0;
  const message = typeof partial.errorMessage === "string" ? partial.errorMessage : "";
  return rejected === 0 && message === "" ? undefined : { rejected, message };
}
