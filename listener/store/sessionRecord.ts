import { tokenUsageOf } from "../../core/events/tokenUsage.ts";
import { toText } from "../../core/otlp/anyValue.ts";
import type { SessionSummary } from "../protocol.ts";
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

/** One turn: its counts, and the ids of its events as far as they are kept, oldest first. */
export class TurnRecord extends Counts {
  readonly #ids: number[] = [];
  #letGo = 0;
  readonly startUnixMilliseconds: number;
  /** Id of the event with the prompt. */
  prompt: number | undefined;

  constructor(
    readonly turn: number,
    first: ReceivedEvent,
  ) {
    super();
    this.startUnixMilliseconds = milliseconds(first.event.timeUnixNano);
  }

  override add(received: ReceivedEvent): void {
    super.add(received);
    this.#ids.push(received.id);
    if (received.event.name === "codex.user_prompt") this.prompt ??= received.id;
  }

  /** How many events are kept. */
  get size(): number {
    return this.#ids.length - this.#letGo;
  }

  page(offset: number, limit: number): readonly number[] {
    const start = this.#letGo + Math.max(0, offset);
    return this.#ids.slice(start, start + Math.max(0, limit));
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
  readonly #startUnixMilliseconds: number;
  #lastUnixMilliseconds = 0;
  #lastTurn = 0;
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
    this.#lastTurn = Math.max(this.#lastTurn, turn);
  }

  /** Lets the oldest event of a turn go, and the turn with its last one. */
  letOldestGo(turn: number): void {
    const record = this.turns.get(turn);
    record?.letOldestGo();
    if (record?.size === 0) this.turns.delete(turn);
  }

  /** `shown` makes names that the sender chose fit to be shown. */
  summary(shown: (text: string) => string): SessionSummary {
    return {
      id: this.id,
      services: [...this.#services].map(shown),
      originator: shown(this.#originator),
      model: shown(this.#model),
      startUnixMilliseconds: this.#startUnixMilliseconds,
      lastUnixMilliseconds: this.#lastUnixMilliseconds,
      turns: this.#lastTurn,
      events: this.events,
      findings: this.findings,
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
    };
  }
}
