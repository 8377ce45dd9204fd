import { shortKey } from "../detect/sessionMemory.ts";
import { valueNamed } from "../evaluate/conditions.ts";
import { textOfValue } from "../evaluate/valueText.ts";
import { cannotSay } from "../export/targetForm.ts";
import { event } from "../schema/ruleKeys.ts";
import type { CorrelationKind } from "./correlation.ts";
import { namesWords } from "./shared/words.ts";

const mostListed = 1024;

/** A value that a list, which the session told before, does not have. */
interface Unlisted {
  readonly attribute: string;
  /** Globs of the events that carry the list. */
  readonly event: readonly string[];
  /** The attribute that holds the list, its names joined by commas. */
  readonly list: string;
}

export const unlisted: CorrelationKind<Unlisted> = {
  key: "unlisted",
  documentation:
    "A finding only if a list that the session told before does not have the attribute's value; once for each value.",
  example: '{ attribute = "mcp_server", event = "codex.conversation_starts", list = "mcp_servers" }',
  keys: [
    {
      name: "attribute",
      foreignNames: ["name", "attr", "field", "key"],
      type: { kind: "attribute" },
      required: true,
      documentation: "The attribute whose value must be in the list. Names compare without case.",
      example: '"mcp_server"',
    },
    event("Names of the events that bring the list. Before one came, nothing is found.", '"codex.conversation_starts"'),
    {
      name: "list",
      type: { kind: "attribute" },
      required: true,
      documentation:
        "The attribute that holds the list, its names joined by commas. The last list of the session counts.",
      example: '"mcp_servers"',
    },
  ],
  read(reader, get) {
    const attribute = reader.string(get("attribute"));
    const event = reader.eventNames(get("event"));
    const list = reader.string(get("list"));
    return attribute === undefined || list === undefined ? undefined : { attribute, event, list };
  },
  other: ({ event }) => ({ event, when: [] }),
  /** Found once for each value. Without a list nothing is known, and nothing is found. */
  compile: ({ attribute, list }, first, lists) => ({
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
  }),
  words: ({ attribute, list, event }) =>
    `It needs a ${attribute} that the ${list} of ${namesWords(event)} does not have; this one has it, or no list came before.`,
  sigma: () => cannotSay("a value of one event is not looked up in a list of another"),
};
