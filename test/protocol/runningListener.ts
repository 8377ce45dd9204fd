import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { ReceivedEvent } from "../../listener/store/receivedEvent.ts";
import { Listener } from "../../listener/worker/listener.ts";

const captures = join(import.meta.dirname, "../fixtures/captures");

/** Path of a recorded capture. */
export const capture = (name: string): string => join(captures, name);

/** Bytes that the real Codex sent. */
export const wire = (name: string): Buffer => readFileSync(join(captures, "wire", name));

/** A listener on free ports, stopped when the test ends, with all that it was told. */
export interface RunningListener {
  readonly listener: Listener;
  readonly grpc: string;
  readonly http: string;
  readonly httpPort: number;
  readonly events: ReceivedEvent[];
  readonly requests: OtlpRequest[];
  readonly refusals: string[];
}

export async function startListener(
  isBusy?: () => boolean,
  { senderToken, ...options }: { maximumMessageBytes?: number; senderToken?: string; grpcPort?: number } = {},
): Promise<RunningListener> {
  const events: ReceivedEvent[] = [];
  const requests: OtlpRequest[] = [];
  const refusals: string[] = [];
  const known = { policyText: undefined, maximumEvents: 1000, ...(senderToken !== undefined && { senderToken }) };
  const listener = new Listener(known, () => undefined, {
    events: (received) => void events.push(...received),
    request: (request) => void requests.push(request),
    refused: (reason) => void refusals.push(reason),
    ...(isBusy && { isBusy }),
  });
  const { grpc, http } = await listener.start({ host: "127.0.0.1", grpcPort: 0, httpPort: 0, ...options });
  onTestFinished(() => listener.stop());
  return { listener, grpc, http, httpPort: Number(http.split(":")[1]), events, requests, refusals };
}
