import type { RefusalCause } from "../../core/setup/setupFacts.ts";
import type { OtlpSendError } from "../send/sender.ts";
import type { SendFailure } from "../send/sendFailure.ts";

/**
 * What to do with a request that was not taken: `retry` the same later; `pause`, for no request will be taken before a header
 * has changed; `divide`, for a part of it may be the reason; `refuse`, for it will never be taken.
 */
export type AfterFailure = "retry" | "pause" | "divide" | "refuse";

/** `cause` is what the person has to look at. */
export function afterFailure({ retryable, failure }: OtlpSendError, cause: RefusalCause): AfterFailure {
  if (retryable) return "retry";
  // a key, or the name of a pipeline or dataset: the person loses nothing while it is put right
  if (cause === "headers") return "pause";
  return mayBeOfOne(failure) ? "divide" : "refuse";
}

/** Whether a refusal may be because of a part of what was sent: it could not be read, or is too large. */
function mayBeOfOne(failure: SendFailure): boolean {
  switch (failure.kind) {
    case "http":
      return failure.status === 400 || failure.status === 413 || failure.status === 422;
    case "grpc":
      return failure.status === 3 || failure.status === 8; // INVALID_ARGUMENT, RESOURCE_EXHAUSTED
    default:
      return false;
  }
}
