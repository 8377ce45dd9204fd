import { type AnyValue, toText } from "../../core/otlp/anyValue.ts";
import type { LogsGroup, LogsIndexVisitor } from "../../core/otlp/logsIndex.ts";
import { textOfValue } from "../../core/policy/evaluate/valueText.ts";
import { boundedId, boundedText } from "./boundedText.ts";
import {
  decodeEvent,
  decodeResource,
  decodeScopeName,
  decodeValue,
  type EventFacts,
  eventIndexer,
  factsOf,
} from "./eventRecord.ts";

/** What the events of one scope share. */
export interface DecodedGroup extends LogsGroup {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly service: string;
  readonly scopeName: string;
}

/** The text of a value that is no text, or a very short one, of the attribute whose name is at these bytes. */
export interface Scalar {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly text: string;
}

/** One record of a request that is being taken in. */
export interface NewEvent {
  readonly facts: EventFacts;
  /** Where the record lies in the bytes of the request. */
  readonly start: number;
  readonly end: number;
  readonly group: DecodedGroup;
  readonly scalars: readonly Scalar[];
}

export const noAttributes: ReadonlyMap<string, AnyValue> = new Map();

/** Reads of logs requests what has to be known at once. */
export class RequestReader {
  readonly #indexer = eventIndexer();
  /** Resources repeat from request to request. */
  #lastResource: { bytes: Uint8Array; attributes: ReadonlyMap<string, AnyValue> } | undefined;

  /** The events of a request. Throws an `OtlpDecodeError` when the bytes are no logs request. */
  read(bytes: Uint8Array): NewEvent[] {
    const events: NewEvent[] = [];
    let scalars: Scalar[] = [];
    let lastGroup: LogsGroup | undefined;
    let group: DecodedGroup | undefined;
    const visitor: LogsIndexVisitor = {
      scalar: (keyStart, keyEnd, text) => scalars.push({ keyStart, keyEnd, text }),
      other: (keyStart, keyEnd, valueStart, valueEnd) => {
        const value = decodeValue(bytes.subarray(valueStart, valueEnd));
        // a search compares the one, a condition on the attribute the other
        for (const text of new Set([toText(value), textOfValue(value)])) scalars.push({ keyStart, keyEnd, text });
      },
      record: (record, ofRecord) => {
        if (group === undefined || ofRecord !== lastGroup) group = this.#group(bytes, ofRecord);
        lastGroup = ofRecord;
        const { start, end } = record;
        const { attributes, scopeName } = group;
        const facts = factsOf(record, () => decodeEvent(bytes.subarray(start, end), attributes, scopeName));
        events.push({ facts: bounded(facts), start, end, group, scalars });
        scalars = [];
      },
    };
    this.#indexer.index(bytes, visitor);
    return events;
  }

  /** The attributes of a resource's bytes. */
  resource(bytes: Uint8Array): ReadonlyMap<string, AnyValue> {
    const last = this.#lastResource;
    if (last !== undefined && Buffer.compare(last.bytes, bytes) === 0) return last.attributes;
    // a copy: values of type bytes are views, and the request must not be kept for them
    const copy = new Uint8Array(bytes);
    const attributes = decodeResource(copy);
    this.#lastResource = { bytes: copy, attributes };
    return attributes;
  }

  #group(bytes: Uint8Array, { resource, scope }: LogsGroup): DecodedGroup {
    const attributes =
      resource === undefined ? noAttributes : this.resource(bytes.subarray(resource.start, resource.end));
    const scopeName = scope === undefined ? "" : decodeScopeName(bytes.subarray(scope.start, scope.end));
    return { resource, scope, attributes, service: boundedText(toText(attributes.get("service.name"))), scopeName };
  }
}

/** What is remembered of an event has few bytes, whatever its sender says. */
function bounded(facts: EventFacts): EventFacts {
  const session = boundedId(facts.session);
  const callId = boundedId(facts.callId);
  const model = boundedText(facts.model);
  const originator = boundedText(facts.originator);
  const isSame =
    session === facts.session && callId === facts.callId && model === facts.model && originator === facts.originator;
  return isSame ? facts : { ...facts, session, callId, model, originator };
}
