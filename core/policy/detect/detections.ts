import type { CodexEvent } from "../../events/codexEvent.ts";
import { remember } from "../../sessions/remember.ts";
import type { Correlator } from "../correlations/correlation.ts";
import { type EventMatcher, eventMatcher } from "../evaluate/eventMatcher.ts";
import { conditionContext } from "../evaluate/policyScan.ts";
import type { ConditionContext } from "../model/conditionAnswer.ts";
import { conditionsOf } from "../model/detectionConditions.ts";
import type { Finding } from "../model/outcome.ts";
import type { Detection, Policy } from "../model/policyModel.ts";
import { type DetectionMemory, SessionMemory } from "./sessionMemory.ts";

const usualMemory: DetectionMemory = { sessions: 1024, waitingPerSession: 512 };

interface CompiledDetection {
  readonly finding: Finding;
  readonly first: EventMatcher;
  readonly correlator: Correlator | undefined;
}

/**
 * Looks for the policy's detections in a stream of events. A detection of several events is found at the one that arrives
 * last, within one session; how far they are apart is told by the events' own times, never by the clock. The same events in
 * the same order give the same findings. Memory is bounded.
 *
 * Throws a RangeError for an invalid pattern; `parsePolicy` lets none through.
 */
export class DetectionEngine {
  readonly #detections: readonly CompiledDetection[];
  readonly #memory: DetectionMemory;
  /** By session, in order of last use. */
  readonly #sessions = new Map<string, SessionMemory>();

  constructor(policy: Pick<Policy, "detections" | "secrets">, memory: DetectionMemory = usualMemory) {
    const context = conditionContext(policy.secrets, conditionsOf(policy.detections));
    this.#detections = policy.detections.map((detection) => compileDetection(detection, context));
    this.#memory = memory;
  }

  /** Whether an event of this name can take part in any detection; the others need not be inspected. */
  concerns(eventName: string): boolean {
    return this.#detections.some((detection) => concerns(detection, eventName));
  }

  /** The findings at this event, in the order of the policy. */
  inspect(event: CodexEvent): Finding[] {
    const findings: Finding[] = [];
    for (const [index, detection] of this.#detections.entries()) {
      const { finding, first, correlator } = detection;
      const found =
        correlator === undefined
          ? first.matches(event)
          : concerns(detection, event.name) && correlator.completes(event, this.#sessionOf(event), String(index));
      if (found) findings.push(finding);
    }
    return findings.length === 0 ? findings : this.#sessionOf(event).calls.once(event, findings);
  }

  /** Forgets all that was seen. */
  forget(): void {
    this.#sessions.clear();
  }

  #sessionOf({ session = "" }: CodexEvent): SessionMemory {
    const memory = this.#sessions.get(session) ?? new SessionMemory(this.#memory.waitingPerSession);
    remember(this.#sessions, session, memory, this.#memory.sessions);
    return memory;
  }
}

function concerns({ first, correlator }: CompiledDetection, eventName: string): boolean {
  return first.isNamed(eventName) || correlator?.isNamed(eventName) === true;
}

function compileDetection(detection: Detection, context: ConditionContext): CompiledDetection {
  const { id, severity, message, event, when, correlation } = detection;
  const first = eventMatcher(event, when, context);
  const other = correlation?.kind.other(correlation.settings);
  const second = eventMatcher(other?.event ?? [], other?.when ?? [], context);
  return {
    finding: { id, severity, message },
    first,
    correlator: correlation?.kind.compile(correlation.settings, first, second),
  };
}
