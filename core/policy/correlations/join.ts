import { exactly } from "../export/targetForm.ts";
import { parseConditions } from "../read/parseConditions.ts";
import { event, when } from "../schema/ruleKeys.ts";
import type { CorrelationKind, OtherEvents } from "./correlation.ts";
import { within } from "./shared/keys.ts";
import { pair } from "./shared/pair.ts";
import { readWhole } from "./shared/readWhole.ts";
import { namesWords, withinWords } from "./shared/words.ts";

/** A second event that shares the value of an attribute, in either order. */
interface Join extends OtherEvents {
  readonly on: string;
  readonly within: number | undefined;
}

export const join: CorrelationKind<Join> = {
  key: "join",
  documentation: "A second event of the same session that must be seen too, in either order.",
  example: '{ on = "call_id", event = "codex.tool_result" }',
  keys: [
    {
      name: "on",
      type: { kind: "attribute" },
      required: true,
      documentation: "The attribute whose value both events share.",
      example: '"call_id"',
      likely: ['"call_id"', '"conversation.id"'],
    },
    event("Names of the second event, globs allowed."),
    when("Conditions on the second event that must all hold."),
    within("How long the two events may be apart.", { default: "any time" }),
  ],
  read(reader, get, language) {
    const on = reader.string(get("on"));
    const event = reader.eventNames(get("event"));
    const conditions = parseConditions(reader, get("when"), language);
    const seconds = readWhole(reader, get("within"));
    return on === undefined ? undefined : { on, event, when: conditions, within: seconds };
  },
  other: (settings) => settings,
  compile: (settings, first, second) => pair({ ...settings, inOrder: false }, first, second),
  words: ({ on, event, within: seconds }, names) =>
    `It needs ${names} and ${namesWords(event)} with the same ${on}${withinWords(seconds)}, each with its conditions; so far they are not both there.`,
  sigma: ({ on, within: seconds }) => exactly({ type: "temporal", on, within: seconds }),
};
