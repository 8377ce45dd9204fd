import type { CodexEvent } from "../../events/codexEvent.ts";
import type { Condition } from "../model/condition.ts";
import type { ConditionContext } from "../model/conditionAnswer.ts";
import { compileGlob, type Glob } from "../patterns/glob.ts";
import { allOf, type CompiledCondition } from "./conditions.ts";

/** Matches events of certain names that meet all conditions. */
export interface EventMatcher {
  isNamed(eventName: string): boolean;
  matches(event: CodexEvent): boolean;
}

export function eventMatcher(
  events: readonly string[],
  when: readonly Condition[],
  context: ConditionContext,
): EventMatcher {
  const names: readonly Glob[] = events.map(compileGlob);
  const condition: CompiledCondition = allOf(when, context);
  const isNamed = (eventName: string) => names.some((glob) => glob.matches(eventName));
  return { isNamed, matches: (event) => isNamed(event.name) && condition(event) === true };
}
