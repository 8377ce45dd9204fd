import { exactly } from "../export/targetForm.ts";
import type { CorrelationKind } from "./correlation.ts";
import { sharedAttribute, within } from "./shared/keys.ts";
import { readWhole } from "./shared/readWhole.ts";
import { nanoseconds, sharedKey } from "./shared/sharedKey.ts";
import { sameWords, withinWords } from "./shared/words.ts";

/** How many repetitions a detection may count: each has to be remembered for every session. */
const mostRepetitions = 256;

/** The event itself, so many times. */
interface Repetition {
  readonly times: number;
  readonly within: number;
  /** The attribute whose value all share; undefined when the session is enough. */
  readonly on: string | undefined;
}

export const repeats: CorrelationKind<Repetition> = {
  key: "repeats",
  documentation: "How often the event must come in one session, and in how long.",
  example: "{ times = 5, within = 60 }",
  keys: [
    {
      name: "times",
      type: { kind: "integer" },
      required: true,
      documentation: `How often the event must come for a finding, from 2 to ${mostRepetitions}. After a finding they are counted anew.`,
      example: "5",
    },
    within("In how long they must come.", { required: true }),
    sharedAttribute,
  ],
  read(reader, get) {
    const times = readWhole(reader, get("times"), 2, mostRepetitions);
    const seconds = readWhole(reader, get("within"));
    const on = reader.string(get("on"));
    return times === undefined || seconds === undefined ? undefined : { times, within: seconds, on };
  },
  other: () => undefined,
  /** Found at the last of them, and then counted anew. */
  compile({ times, within: seconds, on }, first) {
    const longest = nanoseconds(seconds);
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
  },
  words: ({ times, on, within: seconds }, names) =>
    `It needs ${names} ${times} times${sameWords(on)}${withinWords(seconds)}; so far there were fewer.`,
  sigma: ({ times, on, within: seconds }) =>
    exactly({ type: "event_count", on, within: seconds, condition: { gte: times } }),
};
