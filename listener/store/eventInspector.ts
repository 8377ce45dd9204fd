import type { CodexEvent } from "../../core/events/codexEvent.ts";
import type { Finding } from "../../core/policy/model/outcome.ts";

/** What the policy says of an event that the list has to know at once. */
export interface EventInspector {
  /** Whether the whole event is needed for what follows; many are judged by their name. */
  concerns(eventName: string): boolean;
  /** The findings at an event that is of concern. Called once for each of them, in the order of arrival. */
  inspect(event: CodexEvent): readonly Finding[];
  /** One bit for each of the first 32 destinations that the event is delivered to. */
  delivered(eventName: string, event: CodexEvent | undefined): number;
}
