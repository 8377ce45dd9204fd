import { tokenUsageOf } from "../core/events/tokenUsage.ts";
import { toText } from "../core/otlp/anyValue.ts";
import type { SessionSummary } from "./protocol.ts";
import type { ReceivedEvent } from "./receivedEvent.ts";

/** Counts of a session or a turn. They speak of all that was received, also of events that were let go since. */
class Counts {
  events = 0;
  findings = 0;
  inputTokens = 0;
  outputTokens = 0;

  add({ event, findings }: ReceivedEvent): void {
    const usage = tokenUsageOf(event);
    this.events++;
    this.findings += findings.length;
    this.inputTokens += usage?.inputTokens ?? 0;
    this.outputTokens += usage?.outputTokens ?? 0;
  }
}

export const milliseconds = (unixNanoseconds: bigint): number => Number(unixNanoseconds / 1_000_000n);

/** One turn: its counts, and its events as far as they are kept, oldest first. */
export class TurnRecord extends Counts {
  readonly kept: ReceivedEvent[] = [];
  #letGo = 0;
  readonly startUnixMilliseconds: number;
  prompt: ReceivedEvent | undefined;

  constructor(
    readonly turn: number,
    first: ReceivedEvent,
  ) {
    super();
    this.startUnixMilliseconds = milliseconds(first.event.timeUnixNano);
  }

  override add(received: ReceivedEvent): void {
    super.add(received);
    this.kept.push(received);
    if (received.event.name === "codex.user_prompt") this.prompt ??= received;
  }

  get size(): number {
    return this.kept.length - this.#letGo;
  }

  page(offset: number, limit: number): readonly ReceivedEvent[] {
    const start = this.#letGo + Math.max(0, offset);
    return this.kept.slice(start, start + Math.max(0, limit));
  }

  /** Lets the oldest event go. The list is moved up only now and then, so that this stays cheap. */
  letOldestGo(): void {
    if (this.kept[this.#letGo] === this.prompt) this.prompt = undefined;
    this.#letGo++;
    if (this.#letGo > 1024 && this.#letGo * 2 > this.kept.length) {
      this.kept.splice(0, this.#letGo);
      this.#letGo = 0;
    }
  }
}

/** One session: its counts and its turns. */
export class SessionRecord extends Counts {
  readonly turns = new Map<number, TurnRecord>();
  readonly #services = new Set<string>();
  readonly #startUnixMilliseconds: number;
  #lastUnixMilliseconds = 0;
  #originator = "";
  #model = "";

  constructor(
    readonly id: string,
    first: ReceivedEvent,
  ) {
    super();
    this.#startUnixMilliseconds = milliseconds(first.event.timeUnixNano);
  }

  override add(received: ReceivedEvent): void {
    super.add(received);
    const { event, turn } = received;
    const service = toText(event.resource.get("service.name"));
    if (service && this.#services.size < 16) this.#services.add(service);
    this.#originator ||= toText(event.attributes.get("originator"));
    this.#model = toText(event.attributes.get("model")) || this.#model;
    this.#lastUnixMilliseconds = Math.max(this.#lastUnixMilliseconds, milliseconds(event.timeUnixNano));
    let record = this.turns.get(turn);
    if (!record) {
      record = new TurnRecord(turn, received);
      this.turns.set(turn, record);
    }
    record.add(received);
  }

  summary(mask: (text: string) => string): SessionSummary {
    return {
      id: this.id,
      services: [...this.#services].map(mask),
      originator: mask(this.#originator),
      model: mask(this.#model),
      startUnixMilliseconds: this.#startUnixMilliseconds,
      lastUnixMilliseconds: this.#lastUnixMilliseconds,
      turns: [...this.turns.keys()].filter((turn) => turn > 0).length,
      events: this.events,
      findings: this.findings,
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
    };
  }
}
