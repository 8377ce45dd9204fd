import type { CodexEvent } from "../../core/events/codexEvent.ts";
import type { AnyValue } from "../../core/otlp/anyValue.ts";
import { InstrumentationScope } from "../../core/otlp/generated/opentelemetry/proto/common/v1/common.ts";
import { LogRecord } from "../../core/otlp/generated/opentelemetry/proto/logs/v1/logs.ts";
import { Resource } from "../../core/otlp/generated/opentelemetry/proto/resource/v1/resource.ts";
import type { EventChunk } from "./eventColumns.ts";
import { decodeEvent, decodeScopeName } from "./eventRecord.ts";
import { noAttributes, type RequestReader } from "./requestReader.ts";
import type { SegmentLog } from "./segments/segmentLog.ts";
import { SegmentScanner } from "./segments/segmentScanner.ts";

/** A log record with what it came under. */
export interface ReceivedMessage {
  /** The same for events that came under the same resource and scope. */
  readonly place: string;
  readonly record: LogRecord;
  readonly resource: Resource | undefined;
  readonly scope: InstrumentationScope | undefined;
}

/** What a search reads at once: many records, or the one resource of a request. */
const recordsBytes = 256 * 1024;
const resourcesBytes = 16 * 1024;

/** What of the kept events lies in the segments, and is read when it is looked at. An event is a row of a chunk. */
export class EventContent {
  readonly #segments: SegmentLog;
  readonly #reader: RequestReader;
  readonly #records: SegmentScanner;
  readonly #resources: SegmentScanner;

  constructor(segments: SegmentLog, reader: RequestReader) {
    this.#segments = segments;
    this.#reader = reader;
    this.#records = new SegmentScanner(segments, recordsBytes);
    this.#resources = new SegmentScanner(segments, resourcesBytes);
  }

  decode(chunk: EventChunk, row: number): CodexEvent {
    const resource = this.#part(chunk, row, chunk.resourceStart, chunk.resourceEnd);
    const scope = this.#part(chunk, row, chunk.scopeStart, chunk.scopeEnd);
    return decodeEvent(
      this.#record(chunk, row),
      resource === undefined ? noAttributes : this.#reader.resource(resource),
      scope === undefined ? "" : decodeScopeName(scope),
    );
  }

  message(chunk: EventChunk, row: number): ReceivedMessage {
    const resource = this.#part(chunk, row, chunk.resourceStart, chunk.resourceEnd);
    const scope = this.#part(chunk, row, chunk.scopeStart, chunk.scopeEnd);
    return {
      place: `${chunk.segment[row]} ${chunk.resourceStart[row]} ${chunk.scopeStart[row]}`,
      record: LogRecord.decode(this.#record(chunk, row)),
      resource: resource && Resource.decode(resource),
      scope: scope && InstrumentationScope.decode(scope),
    };
  }

  /** The bytes of a log record for a search, until the next call of this or of {@link scanResource}. */
  scanRecord(chunk: EventChunk, row: number): Uint8Array {
    return this.#records.read(chunk.segment[row] as number, chunk.start[row] as number, chunk.end[row] as number);
  }

  /** The attributes of a resource for a search. */
  scanResource(chunk: EventChunk, row: number): ReadonlyMap<string, AnyValue> {
    const [segment, start, end] = [chunk.segment[row], chunk.resourceStart[row], chunk.resourceEnd[row]];
    if (end === 0) return noAttributes;
    return this.#reader.resource(this.#resources.read(segment as number, start as number, end as number));
  }

  #record(chunk: EventChunk, row: number): Uint8Array {
    return this.#segments.read(chunk.segment[row] as number, chunk.start[row] as number, chunk.end[row] as number);
  }

  /** undefined when the event came under no such part. */
  #part({ segment }: EventChunk, row: number, starts: Uint32Array, ends: Uint32Array): Uint8Array | undefined {
    const end = ends[row] as number;
    return end === 0 ? undefined : this.#segments.read(segment[row] as number, starts[row] as number, end);
  }
}
