import { type AnyValue, toText } from "../otlp/anyValue.ts";
import { attributeOf, commonAttributes, type EventDefinition, eventDefinition, events } from "./catalogue.ts";
import type { NameSource } from "./codexEvent.ts";

/** What an event of Codex is called. */
export const eventNamePattern = /^codex\.[a-z0-9_]+(\.[a-z0-9_]+)*$/;
/** What some versions put where the name belongs. */
export const sourceLocationPattern = /^event \S*:\d+$|\.rs:\d+$/;

/** Whether a text has the form of the names that Codex gives its events, such as `codex.user_prompt`. */
export function isCodexEventName(text: string): boolean {
  return eventNamePattern.test(text);
}

/**
 * Which attributes give an event away when its name is lost: Codex 0.131 to 0.154 were seen with a source location over
 * `event.name` (openai/codex#42837), some stores do the same to later versions. The first row whose attributes are all
 * present wins, so what other events have too comes last.
 */
export const fingerprints: readonly (readonly [name: string, ...attributes: string[]])[] = [
  ...rowsOf(({ fingerprints }) => fingerprints),
  ...rowsOf(({ weakFingerprints }) => weakFingerprints),
];

function rowsOf(of: (event: EventDefinition) => EventDefinition["fingerprints"]) {
  return events.flatMap((event) => (of(event) ?? []).map((attributes) => [event.name, ...attributes] as const));
}

const commonNames: ReadonlySet<string> = new Set(commonAttributes);

/** An empty value counts as absent. */
function isPresent(attributes: ReadonlyMap<string, AnyValue>, name: string): boolean {
  const kind = attributes.get(name)?.kind;
  return kind !== undefined && kind !== "empty";
}

/** `codex.turn_ttft` has a duration and else only what every event has. */
function hasOnlyDuration(attributes: ReadonlyMap<string, AnyValue>): boolean {
  if (!isPresent(attributes, "duration_ms") || !isPresent(attributes, "conversation.id")) return false;
  for (const name of attributes.keys()) if (name !== "duration_ms" && !commonNames.has(name)) return false;
  return true;
}

function infer(attributes: ReadonlyMap<string, AnyValue>): string | undefined {
  const row = fingerprints.find(([, ...names]) => names.every((name) => attributeOf(attributes, name) !== undefined));
  return row?.[0] ?? (hasOnlyDuration(attributes) ? "codex.turn_ttft" : undefined);
}

/** What a record says of itself beside its name. */
export interface NamedRecord {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  /** The record's own field `eventName`. */
  readonly recordName: string;
  readonly body: AnyValue | undefined;
  readonly scope: string;
  readonly service: string;
}

/** Others send `user_prompt` or `prompt_length` too: only a record that says it is Codex's is taken for one. */
function isFromCodex({ attributes, scope, service }: NamedRecord): boolean {
  return (
    scope.startsWith("codex") || service.startsWith("codex") || attributeOf(attributes, "conversation.id") !== undefined
  );
}

/**
 * Finds the name of a Codex event. It is the attribute `event.name`, while the record's own `eventName` is a
 * source location (`event otel/src/…`); other senders put it into the record or, as text, into the body, with or without
 * `codex.` before it; and where it was lost it follows from the attributes. A record that is no Codex event keeps its
 * own name, or is named after its scope.
 */
export function nameOf(record: NamedRecord): { readonly name: string; readonly nameSource: NameSource } {
  const fromCodex = isFromCodex(record);
  const eventNameIn = (text: string): string | undefined => {
    if (isCodexEventName(text)) return text;
    return fromCodex && eventDefinition(`codex.${text}`) ? `codex.${text}` : undefined;
  };
  const { attributes, recordName, body, scope } = record;
  const attributeText = toText(attributeOf(attributes, "event.name"));
  const attributeName = eventNameIn(attributeText);
  if (attributeName) return { name: attributeName, nameSource: "attribute" };
  const inRecord = eventNameIn(recordName) ?? (body?.kind === "string" ? eventNameIn(body.value) : undefined);
  if (inRecord) return { name: inRecord, nameSource: "record" };
  if (attributeText && !sourceLocationPattern.test(attributeText))
    return { name: attributeText, nameSource: "attribute" };
  const inferred = fromCodex ? infer(attributes) : undefined;
  if (inferred) return { name: inferred, nameSource: "inferred" };
  if (recordName && !sourceLocationPattern.test(recordName)) return { name: recordName, nameSource: "record" };
  return { name: scope || "(unnamed)", nameSource: "none" };
}
