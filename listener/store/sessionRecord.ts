import type { SenderMark } from "../protocol/eventFilter.ts";
import type { SessionSummary } from "../protocol/sessions.ts";
import { CallOutcomes, type OutcomeCounts } from "./callOutcomes.ts";
import type { EventFacts } from "./eventRecord.ts";

/** Counts of a session or a turn. They speak of all that was received, also of events that were let go since. */
class Counts {
  events = 0;
  findings = 0;
  failures = 0;
  denials = 0;
  unverified = 0;
  inputTokens = 0;
  outputTokens = 0;
  cachedTokens = 0;
  reasoningTokens = 0;
  /** Milliseconds since 1970; 0 when no event had a time. */
  startUnixMilliseconds = 0;
  lastUnixMilliseconds = 0;

  count({ usage, timeUnixMilliseconds }: EventFacts, outcomes: OutcomeCounts, sender: SenderMark | undefined): void {
    this.events++;
    if (sender === "unverified") this.unverified++;
    this.failures += outcomes.failures;
    this.denials += outcomes.denials;
    if (usage !== undefined) {
      this.inputTokens += usage.inputTokens;
      this.outputTokens += usage.outputTokens;
      this.cachedTokens += usage.cachedTokens;
      this.reasoningTokens += usage.reasoningTokens;
    }
    const time = Math.floor(timeUnixMilliseconds);
    if (time === 0) return;
    this.startUnixMilliseconds ||= time;
    this.lastUnixMilliseconds = Math.max(this.lastUnixMilliseconds, time);
  }
}

/** One turn: its counts, and the ids of its events as far as they are kept, oldest first. */
export class TurnRecord extends Counts {
  readonly #ids: number[] = [];
  #letGo = 0;
  /** Id of the event with the prompt. */
  prompt: number | undefined;

  constructor(readonly turn: number) {
    super();
  }

  add(id: number, facts: EventFacts, outcomes: OutcomeCounts, sender: SenderMark | undefined): void {
    this.count(facts, outcomes, sender);
    this.#ids.push(id);
    if (facts.name === "codex.user_prompt") this.prompt ??= id;
  }

  /** How many events are kept. */
  get size(): number {
    return this.#ids.length - this.#letGo;
  }

  page(offset: number, limit: number): readonly number[] {
    const start = this.#letGo + Math.max(0, offset);
    return this.#ids.slice(start, start + Math.max(0, limit));
  }

  /** At most so many kept ids that are greater than `after`, oldest first. */
  idsAfter(after: number, limit: number): readonly number[] {
    return this.page(this.countBefore(after + 1), limit);
  }

  /** How many kept events have smaller ids. */
  countBefore(id: number): number {
    return Math.max(0, positionOf(this.#ids, id) - this.#letGo);
  }

  /** The kept ids, oldest first. */
  *ids(): Generator<number> {
    for (let i = this.#letGo; i < this.#ids.length; i++) yield this.#ids[i] as number;
  }

  /** Lets the oldest event go. The list is moved up only now and then, so that this stays cheap. */
  letOldestGo(): void {
    this.#letGo++;
    if (this.#letGo > 1024 && this.#letGo * 2 > this.#ids.length) {
      this.#ids.splice(0, this.#letGo);
      this.#letGo = 0;
    }
  }
}

/** One session: its counts, and its turns as far as events of them are kept. */
export class SessionRecord extends Counts {
  readonly turns = new Map<number, TurnRecord>();
  readonly #services = new Set<string>();
  readonly #calls = new CallOutcomes();
  /** Id of its newest event. */
  lastId = 0;
  /** Whether a verified sender sent any of its events. */
  isVerified = false;
  #lastTurn = 0;
  /** Id of the first event with a prompt. */
  prompt: number | undefined;
  #originator = "";
  #model = "";

  constructor(
    readonly id: string,
    /** Its number in the columns. */
    readonly number: number,
  ) {
    super();
  }

  add(id: number, turn: number, facts: EventFacts, service: string, sender?: SenderMark): void {
    const outcomes = this.#calls.count(facts);
    this.count(facts, outcomes, sender);
    this.lastId = id;
    if (sender === "verified") this.isVerified = true;
    if (service && this.#services.size < 16) this.#services.add(service);
    this.#originator ||= facts.originator;
    this.#model = facts.model || this.#model;
    let record = this.turns.get(turn);
    if (!record) {
      record = new TurnRecord(turn);
      this.turns.set(turn, record);
    }
    record.add(id, facts, outcomes, sender);
    this.prompt ??= record.prompt;
    this.#lastTurn = Math.max(this.#lastTurn, turn);
  }

  /** Lets the oldest event of a turn go, and the turn with its last one. */
  letOldestGo(turn: number): void {
    const record = this.turns.get(turn);
    record?.letOldestGo();
    if (record?.size === 0) this.turns.delete(turn);
  }

  /** `shown` makes names that the sender chose fit to be shown. */
  summary(shown: (text: string) => string): Omit<SessionSummary, "prompt" | "parent"> {
    return {
      id: this.id,
      services: [...this.#services].map(shown),
      originator: shown(this.#originator),
      model: shown(this.#model),
      startUnixMilliseconds: this.startUnixMilliseconds,
      lastUnixMilliseconds: this.lastUnixMilliseconds,
      turns: this.#lastTurn,
      events: this.events,
      findings: this.findings,
      failures: this.failures,
      denials: this.denials,
      unverified: this.unverified,
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
      cachedTokens: this.cachedTokens,
      reasoningTokens: this.reasoningTokens,
    };
  }
}

/** Where the first id is that is not smaller, in ids that grow. */
export function positionOf(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as number) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
