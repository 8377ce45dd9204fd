import type { CodexEvent } from "../../events/codexEvent.ts";
import { CallNesting, callEventOf } from "../../sessions/callNesting.ts";
import { remember } from "../../sessions/remember.ts";

/** How many secrets of each name there are. */
export type SecretCounts = ReadonlyMap<string, number>;

const mostSessions = 256;
const mostCalls = 512;

interface Session {
  readonly nesting: CallNesting;
  readonly counts: Map<number, SecretCounts>;
}

/**
 * Takes from the secrets of a script's result those of the calls that the script made: the result repeats what they were asked
 * and answered. Events are given in the order of arrival; memory is bounded.
 */
export class RepeatedSecrets {
  readonly #sessions = new Map<string, Session>();
  #next = 1;

  /** Those of an event that no call within it had. */
  once(event: CodexEvent, found: SecretCounts): SecretCounts {
    if (found.size === 0) return found;
    const call = callEventOf(this.#next, event);
    if (call.callId === "") return found;
    const { nesting, counts } = this.#sessionOf(event.session ?? "");
    const id = this.#next++;
    counts.set(id, found);
    counts.delete(id - mostCalls);
    const within = nesting.add(call);
    if (within.length === 0) return found;
    const inner = (secret: string) => within.reduce((sum, one) => sum + (counts.get(one)?.get(secret) ?? 0), 0);
    return new Map([...found].map(([secret, count]) => [secret, Math.max(0, count - inner(secret))]));
  }

  #sessionOf(id: string): Session {
    const session = this.#sessions.get(id) ?? { nesting: new CallNesting(), counts: new Map() };
    remember(this.#sessions, id, session, mostSessions);
    return session;
  }
}
