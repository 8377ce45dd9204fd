import { eventsOf } from "../core/events/normalise.ts";
import { SessionTracker } from "../core/events/sessionTracker.ts";
import type { LogsRequest } from "../core/otlp/requests.ts";
import { DetectionEngine } from "../core/policy/detections.ts";
import type { Policy } from "../core/policy/policyModel.ts";
import type { ReceivedEvent } from "./store/receivedEvent.ts";

/** Makes events of log requests: normalises them, finds their session and turn, and looks for findings. */
export class EventPipeline {
  readonly #tracker = new SessionTracker();
  #detections: DetectionEngine;
  #nextId = 1;

  constructor(policy: Policy) {
    this.#detections = new DetectionEngine(policy.detections);
  }

  /** From here on the detections of another policy count. */
  setPolicy(policy: Policy): void {
    this.#detections = new DetectionEngine(policy.detections);
  }

  process(request: LogsRequest): readonly ReceivedEvent[] {
    return eventsOf(request).map((event) => ({
      id: this.#nextId++,
      event,
      ...this.#tracker.assign(event),
      findings: this.#detections.inspect(event),
    }));
  }
}
