import { setTimeout as sleep } from "node:timers/promises";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { OtlpSendError, type OtlpSender } from "./sender.ts";

const attempts = 4;
const longestWaitMilliseconds = 30_000;

/**
 * A sender that comes again when the receiver is busy, as long after as the receiver asks for (OTLP specification,
 * "OTLP/gRPC Throttling" and "OTLP/HTTP Throttling"), at most 30 seconds. It gives up after four attempts, with the last
 * refusal.
 */
export function patientSender(sender: OtlpSender): OtlpSender {
  return {
    send: async (request: OtlpRequest) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await sender.send(request);
        } catch (error) {
          const wait = error instanceof OtlpSendError ? error.retryAfterMilliseconds : undefined;
          if (wait === undefined || attempt === attempts) throw error;
          await sleep(Math.min(wait, longestWaitMilliseconds));
        }
      }
    },
    close: () => sender.close(),
  };
}
