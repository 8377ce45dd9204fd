import type { KeyValue } from "../../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import type { LogRecord } from "../../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import { type Captured, capturedRecords, encodeLogs } from "./captured.ts";
import { seededRandom } from "./random.ts";
import { VariedText } from "./variedText.ts";

const captures = ["many-turns", "shell-tools", "everything-on", "prompts-off", "long-output", "secrets"];
const firstTime = Date.UTC(2026, 10, 23);

/** How the records are spread over sessions and turns. */
export interface SessionShape {
  /** Processes of Codex that work at the same time. */
  readonly openSessions: number;
  /** Records of the shortest and of the longest session. */
  readonly recordsOfSession: readonly [number, number];
  /** A prompt begins a turn after at least so many records; those in between are left out. */
  readonly recordsOfTurn: number;
}

/** Several sessions side by side, with turns as they were captured. */
export const severalSessions: SessionShape = { openSessions: 4, recordsOfSession: [50, 2000], recordsOfTurn: 0 };

/** One session that never ends, with a few very long turns. */
export const oneLongSession: SessionShape = {
  openSessions: 1,
  recordsOfSession: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  recordsOfTurn: 5000,
};

interface Script {
  readonly resource: Captured["resource"];
  /** What comes before the first prompt. */
  readonly prelude: readonly LogRecord[];
  readonly turn: readonly LogRecord[];
}

interface OpenSession {
  readonly id: string;
  readonly script: Script;
  left: number;
  /** Records since the last prompt. */
  inTurn: number;
  time: number;
  /** Records still to be sent of the turn that is played. */
  queue: LogRecord[];
  calls: Map<string, string>;
}

/** A request, and whose it is. */
export interface SessionRequest {
  readonly bytes: Buffer;
  readonly session: string;
  /** The `call_id` that was used last in the session; empty when there was none. */
  readonly call: string;
}

/**
 * What processes of Codex send: turns as they were captured, in sessions of the given shape, with ids, times, durations, prompts, arguments and outputs of their own. The same in every run.
 */
export class SessionStream {
  readonly #random = seededRandom(4317);
  readonly #text = new VariedText(this.#random);
  readonly #scripts: readonly Script[];
  readonly #shape: SessionShape;
  readonly #open: OpenSession[] = [];
  #requests = 0;
  #planted: string | undefined;

  constructor(root: string, shape = severalSessions) {
    this.#shape = shape;
    this.#scripts = captures.map((capture) => scriptOf(capturedRecords(root, capture)));
  }

  /** The next output of a tool is to hold this text. */
  plant(text: string): void {
    this.#planted = text;
  }

  /** The next request, with so many records of one session. */
  next(records: number): SessionRequest {
    const place = this.#requests++ % this.#shape.openSessions;
    let session = this.#open[place];
    if (session === undefined || session.left <= 0) {
      session = this.#begin();
      this.#open[place] = session;
    }
    const logRecords = Array.from({ length: records }, () => this.#nextOf(session));
    session.left -= records;
    const call = [...session.calls.values()].at(-1) ?? "";
    return { bytes: encodeLogs(session.script.resource, logRecords), session: session.id, call };
  }

  #begin(): OpenSession {
    const script = this.#scripts[Math.floor(this.#random() * this.#scripts.length)] as Script;
    const [shortest, longest] = this.#shape.recordsOfSession;
    const left = shortest + Math.floor(this.#random() * (longest - shortest));
    const time = firstTime + this.#requests * 1000;
    return {
      id: this.#uuid(),
      script,
      left,
      inTurn: Number.POSITIVE_INFINITY,
      time,
      queue: [...script.prelude],
      calls: new Map(),
    };
  }

  #nextOf(session: OpenSession): LogRecord {
    if (session.queue.length === 0) {
      const isDue = session.inTurn >= this.#shape.recordsOfTurn;
      session.queue = isDue ? [...session.script.turn] : session.script.turn.slice(1);
      if (isDue) session.inTurn = 0;
      session.calls = new Map();
    }
    const record = session.queue.shift() as LogRecord;
    session.inTurn++;
    session.time += 1 + Math.floor(this.#random() * 200);
    return {
      ...record,
      observedTimeUnixNano: BigInt(session.time) * 1_000_000n,
      attributes: record.attributes.map((attribute) => this.#fresh(attribute, session)),
    };
  }

  #fresh(attribute: KeyValue, session: OpenSession): KeyValue {
    const text = attribute.value?.stringValue;
    const fresh = text === undefined ? undefined : this.#freshText(attribute.key, text, session);
    return fresh === undefined ? attribute : { ...attribute, value: { stringValue: fresh } };
  }

  #freshText(key: string, text: string, session: OpenSession): string | undefined {
    switch (key) {
      case "conversation.id":
        return session.id;
      case "event.timestamp":
        return new Date(session.time).toISOString();
      case "duration_ms":
        return String(Math.floor(this.#random() * 5000));
      case "call_id": {
        const known = session.calls.get(text) ?? `call_${this.#hex(24)}`;
        session.calls.set(text, known);
        return known;
      }
      case "prompt":
        return text.startsWith("[") ? undefined : `${text} in ${this.#text.path()}, ${this.#text.words(8)}`;
      case "arguments":
        return text.replace(/^\{/, () => `{"path":"${this.#text.path()}",`);
      case "output":
        return `${text}\n${this.#text.lines(Math.floor(this.#random() * 20))}${this.#takePlanted()}`;
      default:
        return undefined;
    }
  }

  #takePlanted(): string {
    const planted = this.#planted ?? "";
    this.#planted = undefined;
    return planted;
  }

  #uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.#hex(length)).join("-");
  }

  #hex(length: number): string {
    let hex = "";
    while (hex.length < length) hex += Math.floor(this.#random() * 2 ** 32).toString(16);
    return hex.slice(0, length);
  }
}

function scriptOf(records: readonly Captured[]): Script {
  const isPrompt = ({ record }: Captured) =>
    record.attributes.some(({ key, value }) => key === "event.name" && value?.stringValue === "codex.user_prompt");
  const first = Math.max(0, records.findIndex(isPrompt));
  return {
    resource: records[0]?.resource,
    prelude: records.slice(0, first).map(({ record }) => record),
    turn: records.slice(first).map(({ record }) => record),
  };
}
