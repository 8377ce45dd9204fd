import type { OtlpRequest } from "../core/otlp/requests.ts";

/** Where a receiver hands over what it has decoded. Neither may throw. */
export interface RequestSink {
  /** A whole request, before it is answered. */
  accept(request: OtlpRequest): void;
  /** A request that was refused; the reason quotes nothing of its content. */
  refuse(reason: string): void;
}

/** The largest message, before and after decompression. Codex has sent up to 1.3 MB; 512 long prompts pass 4 MiB. */
export const maximumMessageBytes = 16 * 1024 * 1024;
