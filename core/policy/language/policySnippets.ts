import { TabStops } from "../../config/language/exporterForms.ts";
import { choice, literal, placeholder } from "../../toml/language/snippetText.ts";
import { proposedText } from "../actions/action.ts";
import { hash } from "../actions/hash.ts";
import { productActions } from "../actions/index.ts";
import type { PolicyType } from "../model/policyKeyTypes.ts";
import type { Vocabulary } from "../vocabulary.ts";

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

/** A new destination that nobody's words, paths and names leave for. */
function destination(): TableSnippet {
  const stops = new TabStops();
  const name = placeholder(stops.next(), "siem");
  return {
    label: "[destinations.…]",
    filterText: "destinations",
    prefix: ["otel-policy-destination"],
    documentation: "A destination with what it receives and what becomes of each data class.",
    lines: [
      `[destinations.${name}]`,
      `description = "${placeholder(stops.next(), "What it is for")}"`,
      `signals = ["${choice(stops.next(), ["logs", "traces", "metrics"])}"]`,
      `receives = ["${placeholder(stops.next(), "codex.*")}"]`,
      "",
      `[destinations.${name}.redact]`,
      'credential = "mask"',
      'prompt = "drop"',
      'agent_response = "drop"',
      'tool_arguments = "drop"',
      'tool_output = "drop"',
      `identity = "${choice(stops.next(), unique([hash.kind, ...productActions.words.map(({ kind }) => kind)]))}"`,
      'unknown = "mask"',
      'default = "mask"',
    ],
  };
}

/** A new detection with a sample that must be found and one that must not. */
function detection(): TableSnippet {
  const stops = new TabStops();
  const id = placeholder(stops.next(), "my-detection");
  const severity = choice(stops.next(), ["low", "medium", "high", "critical"]);
  const message = placeholder(stops.next(), "What was found.");
  const event = placeholder(stops.next(), "codex.tool_decision");
  const attribute = placeholder(stops.next(), "decision");
  const value = placeholder(stops.next(), "denied");
  return {
    label: "[[detections]]",
    filterText: "detections",
    prefix: ["otel-policy-detection"],
    documentation: "A detection with a sample that must be found and one that must not.",
    lines: [
      "[[detections]]",
      `id = "${id}"`,
      `severity = "${severity}"`,
      `message = "${message}"`,
      `event = "${event}"`,
      `when = [{ attribute = "${attribute}", equals = "${value}" }]`,
      "",
      "[[detections.samples]]",
      `title = "${placeholder(stops.next(), "what must be found")}"`,
      "finds = true",
      `events = [{ "event.name" = "${event}", ${attribute} = "${value}" }]`,
      "",
      "[[detections.samples]]",
      `title = "${placeholder(stops.next(), "what must not be found")}"`,
      "finds = false",
      `events = [{ "event.name" = "${event}", ${attribute} = "${placeholder(stops.next(), "approved")}" }]`,
    ],
  };
}

function sample(): TableSnippet {
  const stops = new TabStops();
  return {
    label: "[[detections.samples]]",
    filterText: "detections.samples",
    prefix: ["otel-policy-sample"],
    documentation: "A short stream of events by which a detection proves itself.",
    lines: [
      "[[detections.samples]]",
      `title = "${placeholder(stops.next(), "what it shows")}"`,
      `finds = ${choice(stops.next(), ["true", "false"])}`,
      `events = [{ "event.name" = "${placeholder(stops.next(), "codex.tool_result")}" }]`,
    ],
  };
}

/** The tables that may be opened more than once. */
export const tableSnippets = { destination: destination(), detection: detection(), sample: sample() } as const;

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
        type.words.map(({ word }) => word),
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
