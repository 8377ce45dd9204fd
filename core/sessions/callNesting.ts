import type { CodexEvent } from "../events/codexEvent.ts";
import { toNumber, toText } from "../otlp/anyValue.ts";

/** An event of a tool call, as far as its place among others counts. */
export interface CallEvent {
  readonly id: number;
  readonly name: string;
  readonly callId: string;
  readonly tool: string;
  /** When it was reported, in milliseconds since 1970. */
  readonly time: number;
  /** How long the call took; 0 when it is not told. */
  readonly milliseconds: number;
}

/** An event as its place among calls is told; `id` is chosen by the caller. */
export const callEventOf = (id: number, { name, attributes, timeUnixNano }: CodexEvent): CallEvent => ({
  ...{ id, name, callId: toText(attributes.get("call_id")), tool: toText(attributes.get("tool_name")) },
  time: Number(timeUnixNano / 1_000_000n),
  milliseconds: toNumber(attributes.get("duration_ms")) ?? 0,
});

const innerCall = /^exec-[0-9a-f]{8}-/;
const mostOpen = 512;
/** Times are rounded to milliseconds. */
const tolerance = 2;

/** Whether a call is one that a script of code mode made: Codex gives these ids of their own. */
export const isInnerCall = (callId: string): boolean => innerCall.test(callId);

/** Whether a call may be the script itself, or the wait for one that goes on. */
export const mayHoldCalls = ({ name, callId, tool }: Pick<CallEvent, "name" | "callId" | "tool">): boolean =>
  name === "codex.tool_result" && (tool === "exec" || tool === "wait") && !isInnerCall(callId);

/**
 * Finds which calls were made within which call of code mode: nothing but time links them in the logs. Events are added in the
 * order of arrival, one session alone.
 */
export class CallNesting {
  #open: CallEvent[] = [];

  /** The events that are within this one; none for most. */
  add(event: CallEvent): readonly number[] {
    if (isInnerCall(event.callId)) {
      this.#open.push(event);
      if (this.#open.length > mostOpen) this.#open.shift();
      return [];
    }
    if (!mayHoldCalls(event)) return [];
    const start = event.time - event.milliseconds - tolerance;
    const isWithin = ({ time }: CallEvent) => time >= start && time <= event.time + tolerance;
    const within = this.#open.filter(isWithin).map(({ id }) => id);
    this.#open = this.#open.filter((inner) => !isWithin(inner));
    return within;
  }
}
