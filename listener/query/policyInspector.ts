import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { DetectionEngine } from "../../core/policy/detect/detections.ts";
import type { CompiledDestination, CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import type { Finding } from "../../core/policy/model/outcome.ts";
import { mostDestinations } from "../../core/policy/model/policyModel.ts";
import type { EventInspector } from "../store/eventInspector.ts";

const rememberedNames = 1000;

interface NameVerdict {
  readonly concerned: boolean;
  /** Destinations that receive events of this name under no condition. */
  readonly delivered: number;
  /** Those that have conditions. */
  readonly conditional: readonly { readonly bit: number; readonly destination: CompiledDestination }[];
}

/** Looks at each event with a policy: its detections, and which destinations receive it. */
export class PolicyInspector implements EventInspector {
  readonly #policy: CompiledPolicy;
  readonly #detections: DetectionEngine;
  readonly #verdicts = new Map<string, NameVerdict>();

  constructor(policy: CompiledPolicy) {
    this.#policy = policy;
    this.#detections = new DetectionEngine(policy.policy);
  }

  concerns(eventName: string): boolean {
    const { concerned, conditional } = this.#verdictOf(eventName);
    return concerned || conditional.length > 0;
  }

  inspect(event: CodexEvent): readonly Finding[] {
    return this.#verdictOf(event.name).concerned ? this.#detections.inspect(event) : [];
  }

  delivered(eventName: string, event: CodexEvent | undefined): number {
    const { delivered, conditional } = this.#verdictOf(eventName);
    let bits = delivered;
    for (const { bit, destination } of conditional)
      if (event !== undefined && destination.when.every((condition) => condition(event))) bits |= 1 << bit;
    return bits >>> 0;
  }

  #verdictOf(eventName: string): NameVerdict {
    const known = this.#verdicts.get(eventName);
    if (known !== undefined) return known;
    const receiving = this.#policy.destinations
      .map((destination, bit) => ({ bit, destination }))
      .filter(({ bit, destination }) => bit < mostDestinations && receives(destination, eventName));
    let delivered = 0;
    for (const { bit, destination } of receiving) if (destination.when.length === 0) delivered |= 1 << bit;
    const verdict: NameVerdict = {
      concerned: this.#detections.concerns(eventName),
      delivered,
      conditional: receiving.filter(({ destination }) => destination.when.length > 0),
    };
    if (this.#verdicts.size >= rememberedNames) this.#verdicts.clear();
    this.#verdicts.set(eventName, verdict);
    return verdict;
  }
}

function receives({ definition, receives: names }: CompiledDestination, eventName: string): boolean {
  return definition.signals.includes("logs") && names.some((glob) => glob.matches(eventName));
}
