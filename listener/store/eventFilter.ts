import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { toText } from "../../core/otlp/anyValue.ts";
import { valueNamed } from "../../core/policy/conditions.ts";
import { compileGlob } from "../../core/policy/glob.ts";
import { textOfValue } from "../../core/policy/valueText.ts";
import type { EventFilter } from "../protocol.ts";
import { RecordScan } from "./recordScan.ts";
import { attributeToken, textBits, tokenBit } from "./textSignatures.ts";

type AttributeTest = NonNullable<EventFilter["attributes"]>[number];

/** The part of a filter that needs an event's content. */
export interface ContentTest {
  /** Bits that the signature of a block must have if any of its events passes. */
  readonly bits: readonly number[];
  /** Whether a record passes, by its bytes and the name of its event; undefined when a resource has to be looked at too. */
  readonly passesRecord: ((record: Uint8Array, name: string) => boolean) | undefined;
  passes(event: CodexEvent): boolean;
}

const encoder = new TextEncoder();

/** The test of a filter's attributes and text; undefined when it has neither. */
export function contentTest({ attributes = [], text = "" }: EventFilter): ContentTest | undefined {
  if (attributes.length === 0 && text === "") return undefined;
  const wanted = text.toLowerCase();
  const scan = attributes.some(({ name }) => name.startsWith("resource."))
    ? undefined
    : new RecordScan(wanted, attributes);
  return {
    bits: [...textBits(text), ...attributes.flatMap(attributeBits)],
    passesRecord: scan && ((record, name) => scan.passes(record, name)),
    passes: (event) => (wanted === "" || holds(event, wanted)) && attributes.every((test) => passes(event, test)),
  };
}

/** The test of event names; undefined when every name passes. */
export function nameTest({ events }: EventFilter): ((name: string) => boolean) | undefined {
  if (events === undefined || events.length === 0) return undefined;
  const globs = events.map(compileGlob);
  return (name) => globs.some((glob) => glob.matches(name));
}

/** The attributes of a resource are not part of the record's bytes. */
function attributeBits({ name, equals, contains }: AttributeTest): number[] {
  if (name.startsWith("resource.")) return [];
  const ofName = name === "body" ? [] : textBits(name);
  if (contains !== undefined) return [...ofName, ...textBits(contains)];
  if (equals === undefined) return ofName;
  if (encoder.encode(equals).length >= 3 || name === "body") return [...ofName, ...textBits(equals)];
  const key = encoder.encode(name);
  return [...ofName, tokenBit(attributeToken(key, 0, key.length, equals))];
}

function passes(event: CodexEvent, { name, equals, contains }: AttributeTest): boolean {
  const value = valueNamed(event, name);
  if (value === undefined) return false;
  const text = textOfValue(value).toLowerCase();
  return (
    (equals === undefined || text === equals.toLowerCase()) &&
    (contains === undefined || text.includes(contains.toLowerCase()))
  );
}

function holds({ name, attributes, body }: CodexEvent, wanted: string): boolean {
  if (name.toLowerCase().includes(wanted)) return true;
  for (const value of attributes.values()) if (toText(value).toLowerCase().includes(wanted)) return true;
  return toText(body).toLowerCase().includes(wanted);
}
