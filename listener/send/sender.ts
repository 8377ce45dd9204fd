import type { OtlpRequest, PartialSuccess } from "../../core/otlp/requests.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import type { HttpProxy, TlsOptions } from "../protocol/connection.ts";
import { isRetryable, type SendFailure } from "./sendFailure.ts";
import type { NamedTlsFiles } from "./tlsFiles.ts";
import { withoutHeaderValues } from "./withoutHeaderValues.ts";

/**
 * The receiver did not take a request. The message is one sentence; it quotes the receiver's own words where it has any,
 * without the values of headers that it may have quoted.
 */
export class OtlpSendError extends Error {
  override readonly name = "OtlpSendError";
  /** Whether the same request may be sent again (OTLP specification, "Failures"). */
  readonly retryable: boolean;

  /** `retryAfterMilliseconds`: the receiver is busy, and takes the same request that much later. */
  constructor(
    message: string,
    readonly failure: SendFailure,
    readonly retryAfterMilliseconds?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retryable = isRetryable(failure, retryAfterMilliseconds !== undefined);
  }
}

/** What a receiver needs beside its address. */
export interface SenderOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsOptions;
  /** Files to be read in place of that, before the first request and after each failed connection: a certificate that was renewed counts then. */
  readonly files?: NamedTlsFiles;
  /** For one request, until its answer has been read; 30 seconds usually. */
  readonly timeoutMilliseconds?: number;
  /** Over HTTP, post to the URL exactly as it is, as Codex does, instead of to the path of the signal below it. */
  readonly exactUrl?: boolean;
  /** Over gRPC, `host:port` to connect to, where the URL's own is not meant. */
  readonly grpcTarget?: string;
  /** What the way leads through; without it the way is direct, whatever the environment says. */
  readonly proxy?: HttpProxy;
}

/** Sends OTLP requests one after the other to a receiver. */
export interface OtlpSender {
  /**
   * Resolves when the receiver has accepted the request, with what it says it did not take of it. Rejects with an
   * {@link OtlpSendError}.
   */
  send(request: OtlpRequest): Promise<PartialSuccess | undefined>;
  close(): void;
}

/** For one request. */
export const usualTimeoutMilliseconds = 30_000;
/** An answer is a few bytes: of a longer one no more is read. */
export const longestAnswerBytes = 1024 * 1024;
const longestWords = 300;

/** A header with a value that cannot be sent. */
export const unsendable = (name: string, cause: unknown): OtlpSendError =>
  new OtlpSendError(`The header ${name} cannot be sent as it is.`, { kind: "header", name }, undefined, { cause });

/** The end of a sentence, with what a receiver said. */
export function quoted(words: string): string {
  return words === "" ? "." : `: ${shorten(escapeControlCharacters(words), longestWords)}`;
}

/** An accepted request stays accepted, however odd the answer. */
export function readAnswer(
  headers: Readonly<Record<string, string>>,
  read: () => PartialSuccess | undefined,
): PartialSuccess | undefined {
  try {
    const partial = read();
    return partial && { ...partial, message: withoutHeaderValues(partial.message, headers) };
  } catch {
    return undefined;
  }
}
