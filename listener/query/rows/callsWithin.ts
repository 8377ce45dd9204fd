import { CallNesting, callEventOf } from "../../../core/sessions/callNesting.ts";
import type { ReceivedEvent } from "../../store/receivedEvent.ts";

/** For each event of a call that was made within another: the event of that one. Looks at these events alone. */
export function callsWithin(events: readonly ReceivedEvent[]): ReadonlyMap<number, number> {
  const nesting = new CallNesting();
  const within = new Map<number, number>();
  for (const { id, event } of events) {
    const call = callEventOf(id, event);
    if (call.callId === "") continue;
    for (const inner of nesting.add(call)) within.set(inner, id);
  }
  return within;
}
