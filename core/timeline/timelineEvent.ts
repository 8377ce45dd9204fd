import { callIdOf } from "../events/callId.ts";
import { attributeOf } from "../events/catalogue.ts";
import type { EventOutcome, RefusedBy } from "../events/catalogueTypes.ts";
import { refusedBy } from "../events/eventOutcome.ts";
import { type TokenUsage, tokenUsageOf } from "../events/tokenUsage.ts";
import { type AnyValue, toText } from "../otlp/anyValue.ts";
import type { Finding } from "../policy/model/outcome.ts";
import { escapeControlCharacters, shorten } from "../text/escapeControl.ts";
import { isOfStream } from "./streamPiece.ts";

/** What an event means for the picture of its session, as far as its attributes say; all texts are fit to be shown. */
export interface TimelineFacts {
  /** Pairs a decision with its result. */
  readonly callId?: string;
  readonly tool?: string;
  /** What was decided, in Codex's word. */
  readonly decision?: string;
  /** Who decided, in lower case: `config`, `user`, … */
  readonly decidedBy?: string;
  /** Who refused it, where that is told. */
  readonly refusedBy?: RefusedBy;
  /** It ends a call of the model. */
  readonly endsModelCall?: boolean;
  readonly usage?: TokenUsage;
}

/** One event as the picture of its session needs it. */
export interface TimelineEvent extends TimelineFacts {
  readonly id: number;
  readonly turn: number;
  readonly name: string;
  /** When it ended: Codex reports what is over. */
  readonly timeUnixMilliseconds: number;
  readonly durationMilliseconds?: number;
  /** Without what the picture tells in other words: {@link toldByPicture}. */
  readonly summary: string;
  /** Undefined when it went well, or speaks of no outcome. */
  readonly outcome?: EventOutcome;
  readonly findings: readonly Finding[];
}

/** Attributes that the picture tells as title, length, outcome, decision and tokens of what happened. */
export const toldByPicture: ReadonlySet<string> = new Set([
  ...["tool_name", "duration_ms", "initial_duration_ms", "success", "decision", "source"],
  ...["input_token_count", "output_token_count"],
]);

const longestText = 80;

/**
 * Reads what the picture needs of an event, from attributes that may be shown (the policy's local view). Codex
 * reports the end of a streamed response as `codex.sse_event` with `event.kind` `response.completed` or `response.failed`.
 */
export function timelineFacts(name: string, attributes: ReadonlyMap<string, AnyValue>): TimelineFacts {
  const text = (attribute: string) =>
    shorten(escapeControlCharacters(toText(attributeOf(attributes, attribute))), longestText);
  const [tool, decision, decidedBy, kind] = ["tool_name", "decision", "source", "event.kind"].map(text);
  const callId = callIdOf(name, text);
  const usage = tokenUsageOf({ name, attributes });
  const refuser = refusedBy(name, attributes);
  const endsModelCall = isOfStream(name) && /^response\.(completed|failed|incomplete)$/.test(kind ?? "");
  return {
    ...(callId && { callId }),
    ...(tool && { tool }),
    ...(decision && { decision }),
    ...(decidedBy && { decidedBy: decidedBy.toLowerCase() }),
    ...(refuser && { refusedBy: refuser }),
    ...(endsModelCall && { endsModelCall }),
    ...(usage && { usage }),
  };
}

/** Whether an event shows in the picture: the pieces of a streamed response don't, unless something was found in them. */
export function showsInTimeline(event: TimelineEvent): boolean {
  if (!(event.timeUnixMilliseconds > 0)) return false;
  if (!isOfStream(event.name)) return true;
  return (
    event.endsModelCall === true ||
    event.outcome !== undefined ||
    event.usage !== undefined ||
    event.findings.length > 0
  );
}
