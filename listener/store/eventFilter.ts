import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { type AnyValue, toText } from "../../core/otlp/anyValue.ts";
import { valueNamed } from "../../core/policy/evaluate/conditions.ts";
import { textOfValue } from "../../core/policy/evaluate/valueText.ts";
import { compileGlob } from "../../core/policy/patterns/glob.ts";
import type { EventFilter } from "../protocol/eventFilter.ts";
import { RecordScan } from "./recordScan.ts";
import { attributeToken, textBits, tokenBit } from "./textSignatures.ts";

type AttributeTest = NonNullable<EventFilter["attributes"]>[number];

export type EventTest = (event: CodexEvent) => boolean;

/** The part of a filter that needs an event's content. */
export interface ContentTest {
  /** Bits that the signature of a block must have if any of its events passes. */
  readonly bits: readonly number[];
  /** Whether a resource passes, by its attributes; undefined when every resource does. */
  readonly passesResource: ((attributes: ReadonlyMap<string, AnyValue>) => boolean) | undefined;
  /** Whether a record passes, by its bytes and the name of its event; undefined when every record does. */
  readonly passesRecord: ((record: Uint8Array, name: string) => boolean) | undefined;
  /** Whether an event passes the test of its destination, which needs all of it; undefined when every event does. */
  readonly passesDestination: EventTest | undefined;
  /** Whether an event passes as a whole. */
  passes(event: CodexEvent): boolean;
}

const encoder = new TextEncoder();

/** The test of a filter's attributes and text, and of what it says about a destination; undefined when it has none of them. */
export function contentTest(
  { attributes = [], text = "" }: EventFilter,
  passesDestination: EventTest | undefined,
): ContentTest | undefined {
  if (attributes.length === 0 && text === "" && passesDestination === undefined) return undefined;
  const wanted = text.toLowerCase();
  const ofResource = attributes.filter(isOfResource);
  const ofRecord = attributes.filter((test) => !isOfResource(test));
  const scan = wanted === "" && ofRecord.length === 0 ? undefined : new RecordScan(wanted, ofRecord);
  return {
    bits: [...textBits(text), ...ofRecord.flatMap(attributeBits)],
    ...{ passesRecord: undefined, passesResource: undefined },
    ...(scan && { passesRecord: (record, name) => scan.passes(record, name) }),
    ...(ofResource.length > 0 && {
      passesResource: (resource) => ofResource.every((test) => passes(resource.get(nameInResource(test)), test)),
    }),
    passesDestination,
    passes: (event) =>
      (wanted === "" || holds(event, wanted)) &&
      attributes.every((test) => passes(valueNamed(event, test.name), test)) &&
      (passesDestination?.(event) ?? true),
  };
}

/** The test of event names; undefined when every name passes. */
export function nameTest({ events }: EventFilter): ((name: string) => boolean) | undefined {
  if (events === undefined || events.length === 0) return undefined;
  const globs = events.map(compileGlob);
  return (name) => globs.some((glob) => glob.matches(name));
}

const isOfResource = ({ name }: AttributeTest): boolean => name.startsWith("resource.");
const nameInResource = ({ name }: AttributeTest): string => name.slice("resource.".length);

function attributeBits({ name, equals, contains }: AttributeTest): number[] {
  const ofName = name === "body" ? [] : textBits(name);
  if (contains !== undefined) return [...ofName, ...textBits(contains)];
  if (equals === undefined) return ofName;
  if (encoder.encode(equals).length >= 3 || name === "body") return [...ofName, ...textBits(equals)];
  const key = encoder.encode(name);
  return [...ofName, tokenBit(attributeToken(key, 0, key.length, equals))];
}

function passes(value: AnyValue | undefined, { equals, contains }: AttributeTest): boolean {
  if (value === undefined || value.kind === "empty") return false;
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
