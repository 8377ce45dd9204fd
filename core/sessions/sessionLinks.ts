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
  /** Whether its sender was to prove who it is, and did not. */
  readonly isUnverified?: boolean;
}

/** What is known of a session otherwise. */
export interface KnownSession {
  /** Whether it has events of a verified sender. */
  readonly isVerified: boolean;
  /** When its first event was reported, in milliseconds since 1970; 0 when no event had a time. */
  readonly start: number;
}

interface Link {
  readonly kind: LinkKind;
  readonly session: string;
  /** When what it was told by began; the same as its time but for a tool call. */
  readonly start: number;
  readonly time: number;
  readonly isUnverified: boolean;
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
 * bounded: what is older is forgotten first. What an unverified sender says moves no session that has events of a verified one.
 */
export class SessionLinks {
  readonly #links = new Map<string, Link>();
  readonly #spawns = new Spawns();
  readonly #receivers = new Map<string, { readonly session: string; readonly isUnverified: boolean }>();
  readonly #askers = new PromptAskers();
  readonly #unverifiedAskers = new PromptAskers();
  /** How long the longest chain below a session is, where there is one. */
  readonly #heights = new Map<string, number>();

  readonly #known: (session: string) => KnownSession | undefined;

  /** `known` tells what is known of a session otherwise. */
  constructor(known: (session: string) => KnownSession | undefined = () => undefined) {
    this.#known = known;
  }

  /** The session of an event that names none; undefined when it is not known. */
  sessionOf(fact: LinkFact | undefined): string | undefined {
    return fact?.kind === "received" ? this.#receivers.get(fact.communication)?.session : undefined;
  }

  /** Notes who receives a message, before its events are placed: of one request the later may speak of the earlier. */
  expect(fact: LinkFact | undefined, isUnverified = false): void {
    if (fact?.kind !== "sent") return;
    const { communication, receiver } = fact;
    if (isUnverified && this.#receivers.get(communication)?.isUnverified === false) return;
    remember(this.#receivers, communication, { session: receiver, isUnverified });
  }

  /** Takes in what an event says. */
  add({ id, session, time, isUnverified = false }: LinkingEvent, fact: LinkFact): void {
    const askers = isUnverified ? this.#unverifiedAskers : this.#askers;
    const told = { time, start: time, isUnverified, task: "", event: undefined, said: undefined };
    switch (fact.kind) {
      case "spawned": {
        const { child, task, milliseconds } = fact;
        const start = time - milliseconds;
        this.#spawns.add(session, { event: id, start, end: time, task, child, isUnverified });
        if (child === undefined) break;
        this.#link(child, { ...told, kind: "sub-agent", session, start, task, event: id, said: id });
        break;
      }
      case "sent": {
        this.expect(fact, isUnverified);
        const { sender, receiver, purpose, task } = fact;
        if (purpose === "spawn") this.#link(receiver, { ...told, kind: "sub-agent", session: sender, task, said: id });
        break;
      }
      case "asked":
        askers.add(fact.prompt, session);
        break;
      case "titles": {
        const titled = askers.otherThan(session, fact.prompt);
        if (titled !== undefined) this.#link(session, { ...told, kind: "title", session: titled });
        break;
      }
      case "reviews":
        this.#link(session, { ...told, kind: "review", session: fact.session });
        break;
      case "received":
        break;
    }
  }

  /** Where a session belongs; undefined for one that a person began, as far as is known. */
  linkOf(session: string): SessionLink | undefined {
    const link = this.#credible(session);
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
    const askers = [this.#askers, this.#unverifiedAskers];
    for (const map of [this.#links, this.#spawns, this.#receivers, ...askers, this.#heights]) map.clear();
  }

  /** The call that a sub-agent was started by: one of that time, with the same task if there are several. */
  #stepOf(child: string, { session, time, task, isUnverified }: Link): number | undefined {
    const possible = this.#spawns
      .of(session)
      .filter(
        (spawn) =>
          (spawn.child === undefined || spawn.child === child) &&
          (isUnverified || !spawn.isUnverified) &&
          spawn.start - tolerance <= time &&
          time <= spawn.end + tolerance,
      );
    const same = possible.filter((spawn) => spawn.task !== "" && spawn.task === task);
    const distance = ({ end }: Spawn) => Math.abs(end - time);
    const [nearest] = (same.length > 0 ? same : possible).sort((a, b) => distance(a) - distance(b));
    return nearest?.event;
  }

  /** The link of a session. One that what is known of the session speaks against is forgotten. */
  #credible(session: string): Link | undefined {
    const link = this.#links.get(session);
    if (link === undefined || this.#isCredible(session, link)) return link;
    this.#links.delete(session);
    return undefined;
  }

  #isCredible(child: string, { kind, start, isUnverified }: Link): boolean {
    const known = this.#known(child);
    if (known === undefined) return true;
    if (isUnverified && known.isVerified) return false;
    return kind !== "sub-agent" || known.start === 0 || start - tolerance <= known.start;
  }

  /**
   * The first that is told counts, but for what an unverified sender told. No session belongs to itself, however many others
   * are between.
   */
  #link(child: string, link: Link): void {
    if (!this.#isCredible(child, link)) return;
    const told = this.#credible(child);
    if (told !== undefined && (link.isUnverified || !told.isUnverified)) return;
    const above: string[] = [];
    const below = this.#heights.get(child) ?? 0;
    for (let next: string | undefined = link.session; next !== undefined; next = this.#credible(next)?.session) {
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
