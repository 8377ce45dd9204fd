import type { CodexEvent } from "../../events/codexEvent.ts";
import { type AnyValue, byteLength, stringValue } from "../../otlp/anyValue.ts";
import type { CompiledPolicy } from "../evaluate/compilePolicy.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { RedactionAction } from "../model/outcome.ts";
import { RepeatedSecrets } from "./repeatedSecrets.ts";

/**
 * What a policy did to events on their way to a destination. Bytes are those of the names and values of attributes and of
 * the body, as UTF-8 text; what resources hold is not counted, because the records of a request share it.
 */
export interface DeliveryStatistics {
  readonly destination: string;
  readonly received: Amount;
  /** As the destination gets it, redacted. */
  readonly delivered: Amount;
  /** Most events first. */
  readonly withheld: readonly { readonly rule: string; readonly reason: string; readonly events: number }[];
  /** In delivered events, most values first. */
  readonly redactions: readonly { readonly class: string; readonly action: RedactionAction; readonly values: number }[];
  /** Replaced inside of values that were delivered, most first; what a script's result repeats of its calls counts once. */
  readonly secrets: readonly { readonly name: string; readonly count: number }[];
}

export interface Amount {
  readonly events: number;
  readonly bytes: number;
}

interface Counts {
  events: number;
  bytes: number;
  readonly withheld: Map<string, { readonly rule: string; readonly reason: string; events: number }>;
  readonly redactions: Map<string, { readonly class: string; readonly action: RedactionAction; values: number }>;
  readonly secrets: Map<string, number>;
  readonly repeated: RepeatedSecrets;
}

/** Counts what a policy does to the events that it is given. */
export class DeliveryStatisticsCounter {
  readonly #policy: CompiledPolicy;
  readonly #counts: readonly Counts[];
  #events = 0;
  #bytes = 0;

  constructor(policy: CompiledPolicy) {
    this.#policy = policy;
    this.#counts = policy.destinations.map(() => ({
      events: 0,
      bytes: 0,
      withheld: new Map(),
      redactions: new Map(),
      secrets: new Map(),
      repeated: new RepeatedSecrets(),
    }));
  }

  add(event: CodexEvent): void {
    this.#events++;
    this.#bytes += contentBytes(event);
    for (const [index, { decision, rule, reason, redactions, redacted }] of evaluate(this.#policy, event).entries()) {
      const counts = this.#counts[index];
      if (counts === undefined) continue;
      if (decision === "withhold") {
        const withheld = counts.withheld.get(rule) ?? { rule, reason, events: 0 };
        withheld.events++;
        counts.withheld.set(rule, withheld);
        continue;
      }
      counts.events++;
      counts.bytes += contentBytes(redacted);
      const found = new Map<string, number>();
      for (const { class: dataClass, action, secrets = {} } of redactions) {
        const key = `${dataClass}\n${action}`;
        const redaction = counts.redactions.get(key) ?? { class: dataClass, action, values: 0 };
        redaction.values++;
        counts.redactions.set(key, redaction);
        for (const [name, count] of Object.entries(secrets)) found.set(name, (found.get(name) ?? 0) + count);
      }
      for (const [name, count] of counts.repeated.once(event, found))
        if (count > 0) counts.secrets.set(name, (counts.secrets.get(name) ?? 0) + count);
    }
  }

  /** What was counted so far, in the order of the policy. */
  result(): readonly DeliveryStatistics[] {
    return this.#policy.destinations.map(({ definition }, index) => {
      const counts = this.#counts[index];
      return {
        destination: definition.name,
        received: { events: this.#events, bytes: this.#bytes },
        delivered: { events: counts?.events ?? 0, bytes: counts?.bytes ?? 0 },
        withheld: [...(counts?.withheld.values() ?? [])]
          .map((withheld) => ({ ...withheld }))
          .sort((a, b) => b.events - a.events),
        redactions: [...(counts?.redactions.values() ?? [])]
          .map((redaction) => ({ ...redaction }))
          .sort((a, b) => b.values - a.values),
        secrets: [...(counts?.secrets ?? [])]
          .map(([name, count]) => ({ name, count }))
          .sort((a, b) => b.count - a.count),
      };
    });
  }
}

function contentBytes({ attributes, body }: Pick<CodexEvent, "attributes" | "body">): number {
  let bytes = byteLength(body);
  for (const [name, value] of attributes) bytes += nameBytes(name) + byteLength(value);
  return bytes;
}

/** Names are few: their lengths are remembered. */
const lengths = new Map<string, number>();
const rememberedNames = 4096;

function nameBytes(name: string): number {
  const known = lengths.get(name);
  if (known !== undefined) return known;
  const length = byteLength(stringValue(name) satisfies AnyValue);
  if (lengths.size < rememberedNames && name.length < 256) lengths.set(name, length);
  return length;
}
