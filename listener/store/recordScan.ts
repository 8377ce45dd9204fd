import { fromMessage, toText } from "../../core/otlp/anyValue.ts";
import { AnyValue } from "../../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import { WireReader, wireType } from "../../core/otlp/wireReader.ts";
import { textOfValue } from "../../core/policy/evaluate/valueText.ts";
import type { EventFilter } from "../protocol/eventFilter.ts";
import { holdsText } from "./textSignatures.ts";

type AttributeTest = NonNullable<EventFilter["attributes"]>[number];

const message = (field: number) => (field << 3) | wireType.lengthDelimited;
// fields of LogRecord, KeyValue and AnyValue (opentelemetry-proto v1)
const recordBody = message(5);
const recordAttributes = message(6);
const key = message(1);
const value = message(2);
const stringValue = message(1);

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Looks for what a filter wants in the bytes of a log record, decoding nothing but the values it has to compare. */
export class RecordScan {
  readonly #wanted: string;
  /** The text in lower case when it is ASCII, so that bytes can be compared. */
  readonly #needle: Uint8Array | undefined;
  readonly #tests: readonly (AttributeTest & { readonly key: Uint8Array })[];
  readonly #found: boolean[];

  /** `text` in lower case; empty for none. The attributes are those of records, not of resources. */
  constructor(text: string, attributes: readonly AttributeTest[]) {
    this.#wanted = text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the bounds of ASCII
    this.#needle = /^[\x00-\x7f]+$/.test(text) ? encoder.encode(text) : undefined;
    this.#tests = attributes.map((test) => ({ ...test, key: encoder.encode(test.name) }));
    this.#found = attributes.map(() => false);
  }

  /** Whether a record passes. `name` is the event's name, which the text may be in as well. */
  passes(record: Uint8Array, name: string): boolean {
    const reader = new WireReader(record, "LogRecord");
    const end = record.length;
    let holds = this.#wanted === "" || name.toLowerCase().includes(this.#wanted);
    this.#found.fill(false);
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === recordAttributes) holds = this.#attribute(reader, reader.delimited(end), holds);
      else if (field === recordBody) {
        const bodyEnd = reader.delimited(end);
        holds ||= this.#holds(record, reader.position, bodyEnd);
        if (this.#tests.length > 0) this.#test(record, encoder.encode("body"), reader.position, bodyEnd);
        reader.position = bodyEnd;
      } else reader.skip(field, end);
      if (holds && this.#tests.length === 0) return true;
    }
    return holds && !this.#found.includes(false);
  }

  #attribute(reader: WireReader, end: number, held: boolean): boolean {
    const { bytes } = reader;
    let name: Uint8Array | undefined;
    let holds = held;
    while (reader.position < end) {
      const field = reader.tag(end);
      const isKnown = field === key || field === value;
      const fieldEnd = isKnown ? reader.delimited(end) : 0;
      if (field === key && this.#tests.length > 0) name = bytes.subarray(reader.position, fieldEnd);
      else if (field === value) {
        holds ||= this.#holds(bytes, reader.position, fieldEnd);
        if (name !== undefined) this.#test(bytes, name, reader.position, fieldEnd);
      }
      if (isKnown) reader.position = fieldEnd;
      else reader.skip(field, end);
    }
    return holds;
  }

  /** Whether the text of a value holds what is wanted. */
  #holds(bytes: Uint8Array, start: number, end: number): boolean {
    const needle = this.#needle;
    if (needle !== undefined && bytes[start] === stringValue) return holdsText(bytes, start, end, needle);
    return toText(valueIn(bytes, start, end))
      .toLowerCase()
      .includes(this.#wanted);
  }

  /** Of a repeated attribute the last counts. */
  #test(bytes: Uint8Array, name: Uint8Array, start: number, end: number): void {
    for (const [i, { key: wanted, equals, contains }] of this.#tests.entries()) {
      if (Buffer.compare(wanted, name) !== 0) continue;
      const found = valueIn(bytes, start, end);
      const text = textOfValue(found).toLowerCase();
      this.#found[i] =
        found.kind !== "empty" &&
        (equals === undefined || text === equals.toLowerCase()) &&
        (contains === undefined || text.includes(contains.toLowerCase()));
    }
  }
}

/** A value; of a text only the text is decoded. */
function valueIn(bytes: Uint8Array, start: number, end: number): ReturnType<typeof fromMessage> {
  const reader = new WireReader(bytes, "AnyValue");
  reader.position = start;
  if (bytes[start] === stringValue) {
    reader.position++;
    const textEnd = reader.delimited(end);
    if (textEnd === end) return { kind: "string", value: decoder.decode(bytes.subarray(reader.position, textEnd)) };
  }
  return fromMessage(AnyValue.decode(bytes.subarray(start, end)));
}
