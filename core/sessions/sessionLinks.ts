import type { LinkFact } from "./linkFact.ts";
import { PromptAskers } from "./promptAskers.ts";
import { remember } from "./remember.ts";
import { type Spawn, Spawns } from "./spawns.ts";

/** `sub-agent`: started by a tool call. `review`: of what the other wants to do. `title`: a name for the other. */
export type LinkKind = "sub-agent" | "review" | "title";

/** Where a session belongs that Codex began itself. */
export interface SessionLink {
  readonly kind: LinkKind;
  /** The session that it belongs to. */
  readonly session: string;
  /** Id of the event of the step that started it; undefined when no such event has arrived. */
  readonly event: number | undefined;
  /** Id of the event that says what it is to do; undefined when there is none. */
  readonly task: number | undefined;
}

/** An event as far as its place counts. */
export interface LinkingEvent {
  readonly id: number;
  readonly session: string;
  /** When it was reported, in milliseconds since 1970. */
  readonly time: number;
}

interface Link {
  readonly kind: LinkKind;
  readonly session: string;
  readonly time: number;
  readonly task: string;
  readonly event: number | undefined;
  readonly said: number | undefined;
}

/** Over so many links a session belongs to another at most. */
const longestChain = 64;
/** Two events that tell of the same moment are reported so far apart at most, in milliseconds. */
const tolerance = 1000;

/**
 * Learns from events which sessions Codex began itself, and for which other session. Sub-agents of the first kind are named by
 * the result of the call that started them, those of the second kind by a message between the two; the automated review says
 * whose it is; and the request for a title repeats the prompt. What arrives later may complete what is known. Memory is
 * bounded: what is older is forgotten first.
 */
export class SessionLinks {
  readonly #links = new Map<string, Link>();
  readonly #spawns = new Spawns();
  readonly #receivers = new Map<string, string>();
  readonly #askers = new PromptAskers();
  /** How long the longest chain below a session is, where there is one. */
  readonly #heights = new Map<string, number>();

  /** The session of an event that names none; undefined when it is not known. */
  sessionOf(fact: LinkFact | undefined): string | undefined {
    return fact?.kind === "received" ? this.#receivers.get(fact.communication) : undefined;
  }

  /** Notes who receives a message, before its events are placed: of one request the later may speak of the earlier. */
  expect(fact: LinkFact | undefined): void {
    if (fact?.kind === "sent") remember(this.#receivers, fact.communication, fact.receiver);
  }

  /** Takes in what an event says. */
  add({ id, session, time }: LinkingEvent, fact: LinkFact): void {
    switch (fact.kind) {
      case "spawned": {
        const { child, task, milliseconds } = fact;
        this.#spawns.add(session, { event: id, start: time - milliseconds, end: time, task, child });
        if (child !== undefined) this.#link(child, { kind: "sub-agent", session, time, task, event: id, said: id });
        break;
      }
      case "sent": {
        this.expect(fact);
        const { sender, receiver, purpose, task } = fact;
        const link = { kind: "sub-agent", session: sender, time, task, event: undefined, said: id } as const;
        if (purpose === "spawn") this.#link(receiver, link);
        break;
      }
      case "asked":
        this.#askers.add(fact.prompt, session);
        break;
      case "titles": {
        const titled = this.#askers.otherThan(session, fact.prompt);
        if (titled !== undefined) this.#link(session, begunFor("title", titled, time));
        break;
      }
      case "reviews":
        this.#link(session, begunFor("review", fact.session, time));
        break;
      case "received":
        break;
    }
  }

  /** Where a session belongs; undefined for one that a person began, as far as is known. */
  linkOf(session: string): SessionLink | undefined {
    const link = this.#links.get(session);
    if (link === undefined) return undefined;
    const event = link.event ?? (link.kind === "sub-agent" ? this.#stepOf(session, link) : undefined);
    return { kind: link.kind, session: link.session, event, task: link.said };
  }

  /** How much is remembered. */
  get size(): { readonly spawns: number } {
    return { spawns: this.#spawns.size };
  }

  /** Forgets everything. */
  clear(): void {
    for (const map of [this.#links, this.#spawns, this.#receivers, this.#askers, this.#heights]) map.clear();
  }

  /** The call that a sub-agent was started by: one of that time, with the same task if there are several. */
  #stepOf(child: string, { session, time, task }: Link): number | undefined {
    const possible = this.#spawns
      .of(session)
      .filter(
        (spawn) =>
          (spawn.child === undefined || spawn.child === child) &&
          spawn.start - tolerance <= time &&
          time <= spawn.end + tolerance,
      );
    const same = possible.filter((spawn) => spawn.task !== "" && spawn.task === task);
    const distance = ({ end }: Spawn) => Math.abs(end - time);
    const [nearest] = (same.length > 0 ? same : possible).sort((a, b) => distance(a) - distance(b));
    return nearest?.event;
  }

  /** The first that is told counts. No session belongs to itself, however many others are between. */
  #link(child: string, link: Link): void {
    if (this.#links.has(child)) return;
    const above: string[] = [];
    const below = this.#heights.get(child) ?? 0;
    for (let next: string | undefined = link.session; next !== undefined; next = this.#links.get(next)?.session) {
      if (next === child || above.length + below === longestChain) return;
      above.push(next);
    }
    remember(this.#links, child, link);
    for (const [index, session] of above.entries()) {
      const height = below + index + 1;
      if (height > (this.#heights.get(session) ?? 0)) remember(this.#heights, session, height);
    }
  }
}

const begunFor = (kind: LinkKind, session: string, time: number): Link => ({
  ...{ kind, session, time, task: "" },
  event: undefined,
  said: undefined,
});
