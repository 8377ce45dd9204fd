import { InternedText } from "../text/internedText.ts";
import { WireReader, wireType } from "./wireReader.ts";

/** Where a message lies in the bytes of its request. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What the log records of one scope share. */
export interface LogsGroup {
  /** The `Resource` message; undefined when there is none. */
  readonly resource: ByteRange | undefined;
  /** The `InstrumentationScope` message; undefined when there is none. */
  readonly scope: ByteRange | undefined;
}

export type IndexedValue = string | number | boolean | undefined;

/**
 * One log record, as far as it was looked at. The same object is used for every record of a request: take out what shall
 * be kept.
 */
export interface IndexedLogRecord extends ByteRange {
  /** Nanoseconds since 1970 as a double; 0 where the sender left it out. */
  readonly timeUnixNano: number;
  readonly observedTimeUnixNano: number;
  /**
   * For each wanted attribute its text, number or truth value, in the order in which they were asked for; undefined when the
   * record lacks it, or has it as another kind of value. Of a repeated attribute the last counts.
   */
  readonly values: readonly IndexedValue[];
}

/** Hears of the records of a request in their order. */
export interface LogsIndexVisitor {
  record(record: IndexedLogRecord, group: LogsGroup): void;
  /** A value of an attribute that is not text, or whose text is shorter than three bytes. */
  scalar?(keyStart: number, keyEnd: number, text: string): void;
  /**
   * An `AnyValue` whose text is nowhere in the bytes as it is: a list, a map, bytes, or an integer beyond what a double holds,
   * as an attribute, and anything but text as a body, which has no key.
   */
  other?(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void;
}

/** The generated reader has the same limit. */
const deepestNesting = 100;

const tag = (field: number, type: number) => (field << 3) | type;
const message = (field: number) => tag(field, wireType.lengthDelimited);

// fields of opentelemetry-proto v1, logs/v1/logs.proto, resource/v1/resource.proto and common/v1/common.proto
const resourceLogs = message(1);
const resource = message(1);
const scopeLogs = message(2);
const scope = message(1);
const logRecords = message(2);
const timeUnixNano = tag(1, wireType.fixed64);
const recordBody = message(5);
const recordAttributes = message(6);
const observedTimeUnixNano = tag(11, wireType.fixed64);
const key = message(1);
const value = message(2);
const stringValue = message(1);
const boolValue = tag(2, wireType.varint);
const intValue = tag(3, wireType.varint);
const doubleValue = tag(4, wireType.fixed64);
const arrayValue = message(5);
const kvlistValue = message(6);

interface WantedAttribute {
  readonly bytes: Uint8Array;
  readonly index: number;
}

/** An attribute whose value is to be read; of a text only so many bytes, where it says so. */
export type Wanted = string | { readonly name: string; readonly longest: number };

const shortText = 3;

/**
 * Finds the log records of `ExportLogsServiceRequest` bytes, and a few attributes of each, without decoding the rest.
 * Damaged bytes throw an `OtlpDecodeError`: a record that passes can be decoded. Resources and scopes are only found.
 */
export class LogsIndexer {
  readonly #wantedByLength = new Map<number, WantedAttribute[]>();
  readonly #text = new InternedText();
  readonly #values: IndexedValue[];
  /** How many bytes of the text of each wanted attribute are read. */
  readonly #longest: readonly number[];

  /** `wanted`: the attributes whose values are to be read. */
  constructor(wanted: readonly Wanted[]) {
    this.#values = wanted.map(() => undefined);
    this.#longest = wanted.map((one) => (typeof one === "string" ? Number.POSITIVE_INFINITY : one.longest));
    for (const [index, one] of wanted.entries()) {
      const name = typeof one === "string" ? one : one.name;
      const bytes = new TextEncoder().encode(name);
      const sameLength = this.#wantedByLength.get(bytes.length) ?? [];
      sameLength.push({ bytes, index });
      this.#wantedByLength.set(bytes.length, sameLength);
    }
  }

  index(bytes: Uint8Array, visitor: LogsIndexVisitor): void {
    const reader = new WireReader(bytes, "ExportLogsServiceRequest");
    const end = bytes.length;
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === resourceLogs) this.#resourceLogs(reader, reader.delimited(end), visitor);
      else reader.skip(field, end);
    }
  }

  #resourceLogs(reader: WireReader, end: number, visitor: LogsIndexVisitor): void {
    const start = reader.position;
    // the resource may come after the records that it belongs to
    const ofResource = lastMessage(reader, end, resource);
    reader.position = start;
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === scopeLogs) this.#scopeLogs(reader, reader.delimited(end), ofResource, visitor);
      else reader.skip(field, end);
    }
  }

  #scopeLogs(reader: WireReader, end: number, ofResource: ByteRange | undefined, visitor: LogsIndexVisitor): void {
    const start = reader.position;
    const ofScope = lastMessage(reader, end, scope);
    const group: LogsGroup = { resource: ofResource, scope: ofScope };
    reader.position = start;
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === logRecords) this.#record(reader, reader.delimited(end), group, visitor);
      else reader.skip(field, end);
    }
  }

  #record(reader: WireReader, end: number, group: LogsGroup, visitor: LogsIndexVisitor): void {
    const start = reader.position;
    const values = this.#values;
    values.fill(undefined);
    let time = 0;
    let observed = 0;
    while (reader.position < end) {
      const field = reader.tag(end);
      switch (field) {
        case recordAttributes:
          this.#attribute(reader, reader.delimited(end), visitor);
          break;
        case timeUnixNano:
          time = reader.fixed64(end);
          break;
        case observedTimeUnixNano:
          observed = reader.fixed64(end);
          break;
        case recordBody:
          this.#body(reader, reader.delimited(end), visitor);
          break;
        default:
          reader.skip(field, end);
      }
    }
    visitor.record({ start, end, timeUnixNano: time, observedTimeUnixNano: observed, values }, group);
  }

  /** One attribute of a record. */
  #attribute(reader: WireReader, end: number, visitor: LogsIndexVisitor): void {
    let keyStart = reader.position;
    let keyEnd = keyStart;
    let valueStart = -1;
    let valueEnd = -1;
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === key) {
        keyEnd = reader.delimited(end);
        keyStart = reader.position;
        reader.position = keyEnd;
      } else if (field === value) {
        valueEnd = reader.delimited(end);
        valueStart = reader.position;
        reader.position = valueEnd;
      } else reader.skip(field, end);
    }
    const wanted = this.#wantedAt(reader.bytes, keyStart, keyEnd);
    if (wanted >= 0) this.#values[wanted] = undefined;
    if (valueStart < 0) return;
    reader.position = valueStart;
    const hasText = this.#scalarOrAny(reader, valueEnd, wanted, keyStart, keyEnd, visitor);
    if (!hasText) visitor.other?.(keyStart, keyEnd, valueStart, valueEnd);
    reader.position = end;
  }

  #body(reader: WireReader, end: number, visitor: LogsIndexVisitor): void {
    const start = reader.position;
    const isText = start < end && reader.bytes[start] === stringValue;
    this.#anyValue(reader, end, 0);
    if (!isText && start < end) visitor.other?.(0, 0, start, end);
  }

  /** False when the text of the value is not told, and not in the bytes. */
  #scalarOrAny(
    reader: WireReader,
    end: number,
    wanted: number,
    keyStart: number,
    keyEnd: number,
    visitor: LogsIndexVisitor,
  ): boolean {
    const values = this.#values;
    let hasText = true;
    while (reader.position < end) {
      const field = reader.tag(end);
      switch (field) {
        case stringValue: {
          const textEnd = reader.delimited(end);
          const length = textEnd - reader.position;
          if (wanted >= 0) {
            const read = Math.min(length, this.#longest[wanted] as number);
            values[wanted] = this.#text.read(reader.bytes, reader.position, reader.position + read);
          }
          if (length < shortText && visitor.scalar !== undefined)
            visitor.scalar(keyStart, keyEnd, this.#text.read(reader.bytes, reader.position, textEnd));
          reader.position = textEnd;
          break;
        }
        case intValue: {
          const number = reader.varint(end);
          if (wanted >= 0) values[wanted] = number;
          if (Number.isSafeInteger(number)) visitor.scalar?.(keyStart, keyEnd, String(number));
          else hasText = false;
          break;
        }
        case doubleValue: {
          const number = reader.double(end);
          if (wanted >= 0) values[wanted] = number;
          visitor.scalar?.(keyStart, keyEnd, String(number));
          break;
        }
        case boolValue: {
          const isTrue = reader.varint(end) !== 0;
          if (wanted >= 0) values[wanted] = isTrue;
          visitor.scalar?.(keyStart, keyEnd, String(isTrue));
          break;
        }
        case arrayValue:
        case kvlistValue:
          if (wanted >= 0) values[wanted] = undefined;
          hasText = false;
          this.#listOrMap(reader, reader.delimited(end), field, 2);
          break;
        default:
          hasText = false;
          reader.skip(field, end);
      }
    }
    return hasText;
  }

  #anyValue(reader: WireReader, end: number, depth: number): void {
    if (depth >= deepestNesting) reader.fail();
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === arrayValue || field === kvlistValue)
        this.#listOrMap(reader, reader.delimited(end), field, depth + 1);
      else reader.skip(field, end);
    }
  }

  /** The values of an array or of a list of pairs. */
  #listOrMap(reader: WireReader, end: number, kind: number, depth: number): void {
    if (depth >= deepestNesting) reader.fail();
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field !== message(1)) reader.skip(field, end);
      else if (kind === arrayValue) this.#anyValue(reader, reader.delimited(end), depth + 1);
      else this.#keyValue(reader, reader.delimited(end), depth + 1);
    }
  }

  #keyValue(reader: WireReader, end: number, depth: number): void {
    if (depth >= deepestNesting) reader.fail();
    while (reader.position < end) {
      const field = reader.tag(end);
      if (field === value) this.#anyValue(reader, reader.delimited(end), depth + 1);
      else reader.skip(field, end);
    }
  }

  #wantedAt(bytes: Uint8Array, start: number, end: number): number {
    const candidates = this.#wantedByLength.get(end - start);
    if (candidates === undefined) return -1;
    next: for (const { bytes: name, index } of candidates) {
      for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) continue next;
      return index;
    }
    return -1;
  }
}

/** Where the last of a message's fields of this kind lies; all fields are walked over. */
function lastMessage(reader: WireReader, end: number, wanted: number): ByteRange | undefined {
  let found: ByteRange | undefined;
  while (reader.position < end) {
    const field = reader.tag(end);
    if (field === wanted) {
      const fieldEnd = reader.delimited(end);
      found = { start: reader.position, end: fieldEnd };
      reader.position = fieldEnd;
    } else reader.skip(field, end);
  }
  return found;
}
