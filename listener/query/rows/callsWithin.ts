import { toNumber, toText } from "../../../core/otlp/anyValue.ts";
import { CallNesting } from "../../../core/sessions/callNesting.ts";
import type { ReceivedEvent } from "../../store/receivedEvent.ts";

/** For each event of a call that was made within another: the event of that one. Looks at these events alone. */
export function callsWithin(events: readonly ReceivedEvent[]): ReadonlyMap<number, number> {
  const nesting = new CallNesting();
  const within = new Map<number, number>();
  for (const { id, event } of events) {
    const { name, attributes, timeUnixNano } = event;
    const callId = toText(attributes.get("call_id"));
    if (callId === "") continue;
    const inner = nesting.add({
      ...{ id, name, callId, tool: toText(attributes.get("tool_name")) },
      time: Number(timeUnixNano / 1_000_000n),
      milliseconds: toNumber(attributes.get("duration_ms")) ?? 0,
    });
    for (const one of inner) within.set(one, id);
  }
  return within;
}
