import type { RefusedBy } from "../events/catalogueTypes.ts";
import type { TokenUsage } from "../events/tokenUsage.ts";
import type { Finding } from "../policy/model/outcome.ts";
import { CallNesting } from "../sessions/callNesting.ts";
import type { TimelineEvent } from "./timelineEvent.ts";

export type MarkKind = "turn" | "model" | "tool" | "decision" | "other";

/** `waiting`: it was begun, and nothing tells its end yet. `denied`: a person or a rule did not allow it. */
export type MarkOutcome = "done" | "failed" | "denied" | "waiting";

/** How a tool call came to be allowed, or not. */
export interface MarkDecision {
  readonly event: number;
  readonly timeUnixMilliseconds: number;
  readonly decision: string;
  /** Empty when the event does not say. */
  readonly decidedBy: string;
  readonly approved: boolean;
}

/** One thing that happened in a session: a turn, a call of the model or of a tool, or anything else that was reported. */
export interface Mark {
  /** Stays the same while events are added. */
  readonly key: string;
  readonly kind: MarkKind;
  readonly turn: number;
  /** The event that tells most of it, for the tree. */
  readonly event: number;
  /** All events it was made of. */
  readonly events: readonly number[];
  readonly startUnixMilliseconds: number;
  readonly endUnixMilliseconds: number;
  /** The tool or the event. */
  readonly title: string;
  /** What it did, in short. */
  readonly detail: string;
  readonly outcome: MarkOutcome;
  /** The key of the call within which this one was made. */
  readonly within?: string;
  /** Who refused it, where that is told. */
  readonly refusedBy?: RefusedBy;
  readonly decision?: MarkDecision;
  readonly usage?: TokenUsage;
  readonly findings: readonly MarkFinding[];
}

/** What was found, and in which of the events. */
export interface MarkFinding extends Finding {
  readonly event: number;
  readonly timeUnixMilliseconds: number;
}

/** Tokens of the session up to a time. */
export interface TokenPoint {
  readonly timeUnixMilliseconds: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

type Draft = { -readonly [K in keyof Mark]: Mark[K] } & { readonly events: number[]; readonly findings: MarkFinding[] };

/** Events that tell of a tool call beside its decision and its result. */
const checks: ReadonlySet<string> = new Set(["codex.sandbox_outcome", "codex.guardian_assessment"]);

const turnKey = (turn: number): string => `turn/${turn}`;
const isModelRequest = (name: string): boolean => name === "codex.api_request" || name === "codex.websocket_request";

/** The events of one session, made into what a person would say happened. Events are added in the order of arrival. */
export class SessionTimeline {
  readonly #marks = new Map<string, Draft>();
  readonly #byEvent = new Map<number, string>();
  readonly #usages: { readonly time: number; readonly usage: TokenUsage }[] = [];
  readonly #nesting = new CallNesting();
  /** The model call of each turn that has not ended. */
  readonly #openCalls = new Map<number, Draft>();
  #last: number | undefined;
  #sorted: readonly Mark[] | undefined;

  /** Id of the event that was added last. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Everything that happened, in the order of its beginning. */
  get marks(): readonly Mark[] {
    this.#sorted ??= [...this.#marks.values()].sort(
      (a, b) => a.startUnixMilliseconds - b.startUnixMilliseconds || a.event - b.event,
    );
    return this.#sorted;
  }

  /** The mark that an event is part of; undefined when it does not show. */
  markOf(event: number): Mark | undefined {
    const key = this.#byEvent.get(event);
    return key === undefined ? undefined : this.#marks.get(key);
  }

  /** The mark of a turn; undefined before its first event. */
  markOfTurn(turn: number): Mark | undefined {
    return this.#marks.get(turnKey(turn));
  }

  /** How many tokens the session had used after each answer of the model. */
  get tokens(): readonly TokenPoint[] {
    let inputTokens = 0;
    let outputTokens = 0;
    return [...this.#usages]
      .sort((a, b) => a.time - b.time)
      .map(({ time, usage }) => {
        inputTokens += usage.inputTokens;
        outputTokens += usage.outputTokens;
        return { timeUnixMilliseconds: time, inputTokens, outputTokens };
      });
  }

  /** Takes one more event in. */
  add(event: TimelineEvent): void {
    this.#last = event.id;
    this.#sorted = undefined;
    if (event.usage !== undefined) this.#usages.push({ time: event.timeUnixMilliseconds, usage: event.usage });
    const mark = this.#markFor(event);
    mark.events.push(event.id);
    const { id, timeUnixMilliseconds } = event;
    mark.findings.push(...event.findings.map((finding) => ({ ...finding, event: id, timeUnixMilliseconds })));
    this.#byEvent.set(event.id, mark.key);
    this.#nest(event, mark.key);
    this.#addToTurn(event, mark.startUnixMilliseconds);
  }

  /** A script of code mode tells of itself after all calls that it made. */
  #nest(event: TimelineEvent, key: string): void {
    const { id, name, callId, tool = "", timeUnixMilliseconds: time, durationMilliseconds: milliseconds = 0 } = event;
    if (callId === undefined) return;
    for (const inner of this.#nesting.add({ id, name, callId, tool, time, milliseconds })) {
      const mark = this.#marks.get(this.#byEvent.get(inner) ?? "");
      if (mark !== undefined) mark.within = key;
    }
  }

  #markFor(event: TimelineEvent): Draft {
    const { name } = event;
    if (name === "codex.user_prompt") return this.#turn(event, event.timeUnixMilliseconds);
    if (name === "codex.tool_decision") return this.#decide(event);
    if (name === "codex.tool_result") return this.#finishTool(event);
    if (checks.has(name) && event.callId !== undefined) return this.#noteCheck(event);
    if (isModelRequest(name)) return this.#beginModelCall(event);
    const call = event.endsModelCall || event.usage !== undefined ? this.#openCalls.get(event.turn) : undefined;
    return call === undefined ? this.#other(event) : finishModelCall(call, event);
  }

  #turn(event: TimelineEvent, start: number): Draft {
    const key = turnKey(event.turn);
    const turn = this.#marks.get(key) ?? this.#begin(key, "turn", event, { title: "", start });
    if (event.name === "codex.user_prompt") {
      turn.event = event.id;
      turn.detail ||= event.summary;
    }
    return turn;
  }

  /** A turn lasts as long as its events. What came before the first prompt is no turn. */
  #addToTurn(event: TimelineEvent, start: number): void {
    if (event.turn === 0) return;
    const turn = this.#turn(event, start);
    turn.startUnixMilliseconds = Math.min(turn.startUnixMilliseconds, start);
    turn.endUnixMilliseconds = Math.max(turn.endUnixMilliseconds, event.timeUnixMilliseconds);
  }

  #decide(event: TimelineEvent): Draft {
    const decision: MarkDecision = {
      event: event.id,
      timeUnixMilliseconds: event.timeUnixMilliseconds,
      decision: event.decision ?? "",
      decidedBy: event.decidedBy ?? "",
      approved: event.outcome !== "denied",
    };
    const call = this.#toolCall(event);
    call.decision = decision;
    if (call.outcome === "waiting" && !decision.approved) call.outcome = "denied";
    noteRefusal(call, event);
    if (call.kind === "decision") call.detail = event.summary;
    return call;
  }

  #finishTool(event: TimelineEvent): Draft {
    const call = this.#toolCall(event);
    call.kind = "tool";
    call.event = event.id;
    call.title = event.tool ?? call.title;
    call.detail = event.summary;
    call.startUnixMilliseconds = startOf(event);
    call.endUnixMilliseconds = event.timeUnixMilliseconds;
    // what was refused fails as well: that is one thing that happened, not two
    if (call.outcome !== "denied" || event.outcome === undefined) call.outcome = event.outcome ?? "done";
    noteRefusal(call, event);
    return call;
  }

  /** What the sandbox did to a call, and what a reviewer said of it, is part of it. */
  #noteCheck(event: TimelineEvent): Draft {
    const call = this.#toolCall(event);
    if (event.outcome !== undefined) call.outcome = event.outcome;
    noteRefusal(call, event);
    return call;
  }

  /** The call that an event speaks of: one with the same id, else one of its own. */
  #toolCall(event: TimelineEvent): Draft {
    const key = event.callId === undefined ? `event/${event.id}` : `call/${event.callId}`;
    const known = this.#marks.get(key);
    if (known !== undefined) return known;
    const start = event.timeUnixMilliseconds;
    return this.#begin(key, "decision", event, { title: event.tool ?? event.name, start, outcome: "waiting" });
  }

  #beginModelCall(event: TimelineEvent): Draft {
    const start = startOf(event);
    const call = this.#begin(`event/${event.id}`, "model", event, { title: event.name, start });
    call.outcome = event.outcome ?? "done";
    if (event.outcome !== undefined) this.#openCalls.delete(event.turn);
    else this.#openCalls.set(event.turn, call);
    return call;
  }

  #other(event: TimelineEvent): Draft {
    const other = this.#begin(`event/${event.id}`, "other", event, { title: event.name, start: startOf(event) });
    other.outcome = event.outcome ?? "done";
    return other;
  }

  #begin(
    key: string,
    kind: MarkKind,
    event: TimelineEvent,
    { title, start, outcome = "done" }: { title: string; start: number; outcome?: MarkOutcome },
  ): Draft {
    const mark: Draft = {
      key,
      kind,
      turn: event.turn,
      event: event.id,
      events: [],
      startUnixMilliseconds: start,
      endUnixMilliseconds: event.timeUnixMilliseconds,
      title,
      detail: kind === "turn" ? "" : event.summary,
      outcome,
      findings: [],
    };
    this.#marks.set(key, mark);
    return mark;
  }
}

function noteRefusal(call: Draft, { refusedBy }: TimelineEvent): void {
  if (call.outcome === "denied") {
    if (refusedBy !== undefined) call.refusedBy ??= refusedBy;
  } else delete call.refusedBy;
}

/** The response streams until Codex says that it is complete; the counts of tokens come right after (observed). */
function finishModelCall(call: Draft, event: TimelineEvent): Draft {
  call.endUnixMilliseconds = Math.max(call.endUnixMilliseconds, event.timeUnixMilliseconds);
  if (event.outcome !== undefined) call.outcome = event.outcome;
  if (event.usage !== undefined) call.usage = event.usage;
  return call;
}

const startOf = ({ timeUnixMilliseconds, durationMilliseconds = 0 }: TimelineEvent): number =>
  timeUnixMilliseconds - Math.min(Math.max(0, durationMilliseconds), timeUnixMilliseconds);
