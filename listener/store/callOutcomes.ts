import type { EventOutcome } from "../../core/events/catalogueTypes.ts";
import { remember } from "../../core/sessions/remember.ts";
import type { EventFacts } from "./eventRecord.ts";

/** By how many an event changes what failed and what was refused. */
export interface OutcomeCounts {
  readonly failures: number;
  readonly denials: number;
}

const none: OutcomeCounts = { failures: 0, denials: 0 };
const mostCalls = 256;

/**
 * Counts what went badly in one session: each tool call once, however many events tell of it. What was refused fails as well,
 * and counts as refused. Remembers the latest calls.
 */
export class CallOutcomes {
  readonly #known = new Map<string, EventOutcome>();

  count({ callId, outcome }: Pick<EventFacts, "callId" | "outcome">): OutcomeCounts {
    if (outcome === undefined) return none;
    const known = callId === "" ? undefined : this.#known.get(callId);
    if (known === outcome || known === "denied") return none;
    if (callId !== "") remember(this.#known, callId, outcome, mostCalls);
    return {
      failures: Number(outcome === "failed") - Number(known === "failed"),
      denials: Number(outcome === "denied"),
    };
  }
}
