import { type AnyValue, toText } from "../../core/otlp/anyValue.ts";
import type { LogsGroup, LogsIndexVisitor } from "../../core/otlp/logsIndex.ts";
import { decodeEvent, decodeResource, decodeScopeName, type EventFacts, eventIndexer, factsOf } from "./eventRecord.ts";
import { attributeToken } from "./textSignatures.ts";

/** What the events of one scope share. */
export interface DecodedGroup extends LogsGroup {
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly service: string;
  readonly scopeName: string;
}

/** One record of a request that is being taken in. */
export interface NewEvent extends EventFacts {
  /** Where the record lies in the bytes of the request. */
  readonly start: number;
  readonly end: number;
  readonly group: DecodedGroup;
  /** See `attributeToken`. */
  readonly tokens: readonly number[];
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
    let tokens: number[] = [];
    let lastGroup: LogsGroup | undefined;
    let group: DecodedGroup | undefined;
    const visitor: LogsIndexVisitor = {
      scalar: (start, end, text) => tokens.push(attributeToken(bytes, start, end, text)),
      record: (record, ofRecord) => {
        if (group === undefined || ofRecord !== lastGroup) group = this.#group(bytes, ofRecord);
        lastGroup = ofRecord;
        const { start, end } = record;
        const { attributes, scopeName } = group;
        const facts = factsOf(record, () => decodeEvent(bytes.subarray(start, end), attributes, scopeName));
        events.push({ ...facts, start, end, group, tokens });
        tokens = [];
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
    const copy = bytes.slice();
    const attributes = decodeResource(copy);
    this.#lastResource = { bytes: copy, attributes };
    return attributes;
  }

  #group(bytes: Uint8Array, { resource, scope }: LogsGroup): DecodedGroup {
    const attributes =
      resource === undefined ? noAttributes : this.resource(bytes.subarray(resource.start, resource.end));
    const scopeName = scope === undefined ? "" : decodeScopeName(bytes.subarray(scope.start, scope.end));
    return { resource, scope, attributes, service: toText(attributes.get("service.name")), scopeName };
  }
}
