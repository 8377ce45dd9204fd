import { exactly } from "../export/targetForm.ts";
import { parseConditions } from "../read/parseConditions.ts";
import { event, when } from "../schema/ruleKeys.ts";
import type { CorrelationKind, OtherEvents } from "./correlation.ts";
import { sharedAttribute, within } from "./shared/keys.ts";
import { pair } from "./shared/pair.ts";
import { readWhole } from "./shared/readWhole.ts";
import { namesWords, sameWords, withinWords } from "./shared/words.ts";

/** A second event that comes after the first. */
interface Sequence extends OtherEvents {
  /** The attribute whose value both share; undefined when the session is enough. */
  readonly on: string | undefined;
  readonly within: number;
}

export const thenFollows: CorrelationKind<Sequence> = {
  key: "then",
  documentation: "An event of the same session that must follow the first one, soon enough.",
  example: '{ event = "codex.tool_result", within = 60 }',
  keys: [
    sharedAttribute,
    event("Names of the event that follows, globs allowed."),
    when("Conditions on the event that follows, which must all hold."),
    within("How soon it must follow.", { required: true }),
  ],
  read(reader, get, language) {
    const on = reader.string(get("on"));
    const event = reader.eventNames(get("event"));
    const conditions = parseConditions(reader, get("when"), language);
    const seconds = readWhole(reader, get("within"));
    return seconds === undefined ? undefined : { on, event, when: conditions, within: seconds };
  },
  other: (settings) => settings,
  compile: (settings, first, second) => pair({ ...settings, inOrder: true }, first, second),
  words: ({ on, event, within: seconds }, names) =>
    `It needs ${names} and then ${namesWords(event)}${sameWords(on)}${withinWords(seconds)}, each with its conditions; so far that did not happen.`,
  sigma: ({ on, within: seconds }) => exactly({ type: "temporal_ordered", on, within: seconds }),
};
