import type { CodexEvent } from "../../events/codexEvent.ts";
import { allOf, type CompiledCondition, type ConditionContext, valueNamed } from "../evaluate/conditions.ts";
import { textOfValue } from "../evaluate/valueText.ts";
import type {
  Condition,
  Correlation,
  DetectionJoin,
  DetectionRepetition,
  DetectionSequence,
  DetectionUnlisted,
} from "../model/policyModel.ts";
import { compileGlob, type Glob } from "../patterns/glob.ts";
import { type SessionMemory, shortKey } from "./sessionMemory.ts";

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

/** Tells at each event whether what was seen of its session before makes a finding of it. */
export interface Correlator {
  /** Whether events of this name count beside those that the detection itself names. */
  isNamed(eventName: string): boolean;
  /** `key` tells the detection from the others that share the memory. */
  completes(event: CodexEvent, memory: SessionMemory, key: string): boolean;
}

/** Makes a correlation ready; `first` matches what the detection itself looks at. */
export function compileCorrelation(
  correlation: Correlation,
  first: EventMatcher,
  context: ConditionContext,
): Correlator {
  switch (correlation.kind) {
    case "join":
    case "then":
      return pair(correlation, first, eventMatcher(correlation.event, correlation.when, context));
    case "repeats":
      return repetition(correlation, first);
    case "unlisted":
      return unlisted(correlation, first, eventMatcher(correlation.event, [], context));
  }
}

const nanosecondsPerSecond = 1_000_000_000n;

const nanoseconds = (seconds: number): bigint => BigInt(seconds) * nanosecondsPerSecond;

/** What both events share, as a part of a key; undefined when the event does not have it. */
function sharedKey(event: CodexEvent, on: string | undefined): string | undefined {
  if (on === undefined) return "";
  const shared = valueNamed(event, on);
  return shared === undefined ? undefined : shortKey(textOfValue(shared));
}

/**
 * Two events, found at the one that arrives later, whichever that is. Of several that wait for the same, the last counts.
 */
function pair(
  { kind, on, within }: DetectionJoin | DetectionSequence,
  first: EventMatcher,
  second: EventMatcher,
): Correlator {
  const longest = within === undefined ? undefined : nanoseconds(within);
  const fits = (one: bigint, other: bigint, inOrder: boolean): boolean => {
    const between = other > one ? other - one : one - other;
    return inOrder && (longest === undefined || between <= longest);
  };
  return {
    isNamed: (eventName) => second.isNamed(eventName),
    completes(event, memory, key) {
      const isFirst = first.matches(event);
      const isSecond = second.matches(event);
      if (!isFirst && !isSecond) return false;
      const shared = sharedKey(event, on);
      if (shared === undefined) return false;
      const time = memory.timeOf(event);
      const [firstKey, secondKey] = [`${key} first ${shared}`, `${key} second ${shared}`];
      const [earlierFirst] = memory.times(firstKey);
      const [earlierSecond] = memory.times(secondKey);
      // What arrives later with the same time happened later.
      const endsPair =
        isSecond && earlierFirst !== undefined && fits(earlierFirst, time, kind === "join" || time >= earlierFirst);
      if (endsPair) memory.keepTimes(firstKey, []);
      const beginsPair =
        !endsPair &&
        isFirst &&
        earlierSecond !== undefined &&
        fits(time, earlierSecond, kind === "join" || time < earlierSecond);
      if (beginsPair) memory.keepTimes(secondKey, []);
      if (endsPair || beginsPair) return true;
      if (isFirst) memory.keepTimes(firstKey, [time]);
      if (isSecond) memory.keepTimes(secondKey, [time]);
      return false;
    },
  };
}

/** The same so many times within so many seconds; found at the last of them, and then counted anew. */
function repetition({ times, within, on }: DetectionRepetition, first: EventMatcher): Correlator {
  const longest = nanoseconds(within);
  return {
    isNamed: () => false,
    completes(event, memory, key) {
      if (!first.matches(event)) return false;
      const shared = sharedKey(event, on);
      if (shared === undefined) return false;
      const own = `${key} ${shared}`;
      const seen = [...memory.times(own), memory.timeOf(event)].sort((one, other) =>
        one < other ? -1 : one > other ? 1 : 0,
      );
      const [earliest, latest] = [seen[0] ?? 0n, seen.at(-1) ?? 0n];
      const found = seen.length >= times && latest - earliest <= longest;
      memory.keepTimes(own, found ? [] : seen.slice(-(times - 1)));
      return found;
    },
  };
}

const mostListed = 1024;

/**
 * A value that the session's list does not have; found once for each value. Without a list nothing is known, and nothing is
 * found. Names compare without case.
 */
function unlisted({ attribute, list }: DetectionUnlisted, first: EventMatcher, lists: EventMatcher): Correlator {
  return {
    isNamed: (eventName) => lists.isNamed(eventName),
    completes(event, memory, key) {
      const listed = lists.matches(event) ? valueNamed(event, list) : undefined;
      if (listed !== undefined) {
        const names = textOfValue(listed)
          .toLowerCase()
          .split(",", mostListed + 1);
        memory.keepList(
          key,
          names.length > mostListed ? undefined : new Set(names.map((name) => shortKey(name.trim()))),
        );
      }
      if (!first.matches(event)) return false;
      const known = memory.list(key);
      const value = valueNamed(event, attribute);
      if (known === undefined || value === undefined || known.size > mostListed) return false;
      const name = shortKey(textOfValue(value).trim().toLowerCase());
      if (name === "" || known.has(name)) return false;
      known.add(name);
      return true;
    },
  };
}
