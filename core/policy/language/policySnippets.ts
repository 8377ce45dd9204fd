import { TabStops } from "../../config/language/exporterForms.ts";
import { choice, literal, placeholder } from "../../toml/language/snippetText.ts";
import { proposedText } from "../actions/action.ts";
import { unnamedAction } from "../evaluate/classAction.ts";
import { credentialClass, unknownClass } from "../model/policyModel.ts";
import { equals } from "../operators/equals.ts";
import { loadDefaultPolicy } from "../read/defaultPolicy.ts";
import type { PolicyKey, PolicyType } from "../schema/policyType.ts";
import { detectionKeys, keysOf } from "../schema/tableKeys.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { usualAction } from "./usualAction.ts";

/** A whole table of a policy, as a snippet. */
export interface TableSnippet {
  readonly label: string;
  /** What is typed to find it. */
  readonly filterText: string;
  readonly prefix: readonly string[];
  readonly documentation: string;
  readonly lines: readonly string[];
}

/** Each once, without empty ones. */
const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts.filter((text) => text !== ""))];

/** What a key is given instead of what its type and example say. */
type Values<Key extends PolicyKey> = { readonly [Name in Key["name"]]?: () => string };

/** A line for each key that a new table begins with: those that it must have, some others, and those that get a value. */
function tableLines<Key extends PolicyKey>(
  keys: readonly Key[],
  vocabulary: Vocabulary,
  stops: TabStops,
  values: Values<Key> = {},
): readonly string[] {
  return keys.flatMap((key) => {
    const given = values[key.name as Key["name"]];
    if (given === undefined && !key.required && !key.isProposed) return [];
    return [`${key.name} = ${given?.() ?? policyValueSnippet(key.type, key.example, vocabulary, stops)}`];
  });
}

/** What nobody means to send without a thought. */
const privateClasses = [credentialClass, "prompt", "agent_response", "tool_arguments", "tool_output"];

/** What the built-in policy does with a class. */
export const usualLine = (dataClass: string): string =>
  `${dataClass} = ${usualAction(dataClass) ?? JSON.stringify(unnamedAction.kind)}`;

/** A new destination that nobody's words, paths and names leave for. */
function destination(vocabulary: Vocabulary): TableSnippet {
  const stops = new TabStops();
  const name = placeholder(stops.next(), "siem");
  const { tables, actions } = vocabulary;
  const of = tables.destination.find((key) => key.name === "redact")?.type;
  const usual = loadDefaultPolicy().destinations[0]?.redact.get("identity")?.kind ?? "";
  const identities = unique([usual, ...actions.words.map(({ kind }) => kind)]);
  return {
    label: "[destinations.…]",
    filterText: "destinations",
    prefix: ["otel-policy-destination"],
    documentation: "A destination with what it receives and what becomes of each data class.",
    lines: [
      `[destinations.${name}]`,
      ...tableLines(tables.destination, vocabulary, stops, {
        description: () => `"${placeholder(stops.next(), "What it is for")}"`,
      }),
      "",
      `[destinations.${name}.redact]`,
      ...privateClasses.map(usualLine),
      `identity = "${choice(stops.next(), identities)}"`,
      usualLine(unknownClass),
      ...(of === undefined ? [] : keysOf(of, vocabulary).map(({ name, example }) => `${name} = ${example}`)),
    ],
  };
}

/** A new detection with a sample that must be found and one that must not. */
function detection(vocabulary: Vocabulary): TableSnippet {
  const { sample } = vocabulary.tables;
  const stops = new TabStops();
  const shared = new Map<string, string>();
  const typed = (text: string): string => {
    const stop = shared.get(text) ?? placeholder(stops.next(), text);
    shared.set(text, stop);
    return stop;
  };
  const event = () => typed("codex.tool_decision");
  const attribute = () => typed("decision");
  const sampleLines = (finds: boolean, title: string, value: () => string) =>
    tableLines(sample, vocabulary, stops, {
      title: () => `"${placeholder(stops.next(), title)}"`,
      finds: () => String(finds),
      events: () => `[{ "event.name" = "${event()}", ${attribute()} = "${value()}" }]`,
    });
  return {
    label: "[[detections]]",
    filterText: "detections",
    prefix: ["otel-policy-detection"],
    documentation: "A detection with a sample that must be found and one that must not.",
    lines: [
      "[[detections]]",
      ...tableLines(detectionKeys(vocabulary), vocabulary, stops, {
        event: () => `"${event()}"`,
        when: () => `[{ attribute = "${attribute()}", ${equals.key} = "${typed("denied")}" }]`,
      }),
      "",
      "[[detections.samples]]",
      ...sampleLines(true, "what must be found", () => typed("denied")),
      "",
      "[[detections.samples]]",
      ...sampleLines(false, "what must not be found", () => typed("approved")),
    ],
  };
}

function sample(vocabulary: Vocabulary): TableSnippet {
  const stops = new TabStops();
  return {
    label: "[[detections.samples]]",
    filterText: "detections.samples",
    prefix: ["otel-policy-sample"],
    documentation: "A short stream of events by which a detection proves itself.",
    lines: [
      "[[detections.samples]]",
      ...tableLines(vocabulary.tables.sample, vocabulary, stops, {
        events: () => `[{ "event.name" = "${placeholder(stops.next(), "codex.tool_result")}" }]`,
      }),
    ],
  };
}

/** The tables that may be opened more than once. */
export const tableSnippets = (vocabulary: Vocabulary) => ({
  destination: destination(vocabulary),
  detection: detection(vocabulary),
  sample: sample(vocabulary),
});

/** A value with which a key starts, as a snippet: words to choose from, else its example. */
export function policyValueSnippet(
  type: PolicyType,
  example: string,
  vocabulary: Vocabulary,
  stops = new TabStops(),
): string {
  switch (type.kind) {
    case "boolean":
      return choice(stops.next(), ["true", "false"]);
    case "word":
      return `"${choice(
        stops.next(),
        type.words.map(({ name }) => name),
      )}"`;
    case "action":
      return choice(stops.next(), unique([example, ...vocabulary.actions.all.map(proposedText)]));
    case "many":
      return type.of.kind === "word"
        ? `[${policyValueSnippet(type.of, example, vocabulary, stops)}]`
        : inner(example, stops);
    default:
      return inner(example, stops);
  }
}

/** The example with what stands between its quotes, or else the whole of it, to be typed over. */
function inner(example: string, stops: TabStops): string {
  const quoted = /^(\[?)(["'])((?:(?!\2).)*)\2(\]?)$/.exec(example);
  if (quoted) {
    const [, open = "", quote = "", text = "", close = ""] = quoted;
    return `${open}${quote}${placeholder(stops.next(), text)}${quote}${close}`;
  }
  return /^[\d.]+$/.test(example) ? placeholder(stops.next(), example) : literal(example);
}
