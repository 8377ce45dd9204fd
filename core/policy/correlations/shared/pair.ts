import type { EventMatcher } from "../../evaluate/eventMatcher.ts";
import type { Correlator } from "../correlation.ts";
import { nanoseconds, sharedKey } from "./sharedKey.ts";

/** What makes two events a pair. */
export interface Pair {
  /** The attribute whose value both share; undefined when the session is enough. */
  readonly on: string | undefined;
  /** At most so many seconds apart. */
  readonly within: number | undefined;
  /** Whether the second must come after the first. */
  readonly inOrder: boolean;
}

/**
 * Two events, found at the one that arrives later, whichever that is. Of several that wait for the same, the last counts.
 */
export function pair({ on, within, inOrder }: Pair, first: EventMatcher, second: EventMatcher): Correlator {
  const longest = within === undefined ? undefined : nanoseconds(within);
  const fits = (one: bigint, other: bigint, isOrdered: boolean): boolean => {
    const between = other > one ? other - one : one - other;
    return isOrdered && (longest === undefined || between <= longest);
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
        isSecond && earlierFirst !== undefined && fits(earlierFirst, time, !inOrder || time >= earlierFirst);
      if (endsPair) memory.keepTimes(firstKey, []);
      const beginsPair =
        !endsPair &&
        isFirst &&
        earlierSecond !== undefined &&
        fits(time, earlierSecond, !inOrder || time < earlierSecond);
      if (beginsPair) memory.keepTimes(secondKey, []);
      if (endsPair || beginsPair) return true;
      if (isFirst) memory.keepTimes(firstKey, [time]);
      if (isSecond) memory.keepTimes(secondKey, [time]);
      return false;
    },
  };
}
