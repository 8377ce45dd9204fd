import { closeSync, constants, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Signal } from "../../core/otlp/requests.ts";
import { type Frame, frameKind, SegmentLog, type SegmentLogOptions } from "../store/segmentLog.ts";

/** A request that waits to be sent, as the destination is to receive it. */
export interface QueuedRequest {
  readonly id: number;
  readonly signal: Signal;
  /** Log records, spans or metric points. */
  readonly items: number;
  /** Size of the protobuf bytes. */
  readonly bytes: number;
}

export interface RelayQueueOptions {
  /** Owner-only folder; undefined keeps the queue in memory. */
  readonly folder: string | undefined;
  readonly maximumBytes: number;
  /** What was accepted before this time, in milliseconds since 1970, is not sent any more. */
  readonly keepSince?: number;
}

interface Waiting extends QueuedRequest {
  readonly segment: number;
  readonly start: number;
}

const signals: readonly Signal[] = ["logs", "traces", "metrics"];
/** The signal and the number of items, in front of the request. */
const prefixBytes = 5;
const segmentBytes = 1024 * 1024;

/**
 * Requests in the order in which they were accepted, until they are acknowledged. With a folder, an accepted request
 * outlives the process: whoever opens the folder next sends it. Only a request that was on its way when the process was
 * killed may be sent twice.
 */
export class RelayQueue {
  readonly #log: SegmentLog;
  readonly #waiting: Waiting[] = [];
  readonly #maximumBytes: number;
  readonly #acknowledged: AcknowledgedFile | undefined;
  #bytes = 0;
  #items = 0;
  #nextId = 1;
  /** Items that waited too long to be sent now. */
  readonly expired: number;

  /** Throws the error of the file system when the folder cannot be used. */
  constructor({ folder, maximumBytes, keepSince }: RelayQueueOptions) {
    this.#maximumBytes = maximumBytes;
    if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#acknowledged = folder === undefined ? undefined : new AcknowledgedFile(join(folder, "acknowledged"));
    const acknowledged = this.#acknowledged?.read() ?? 0;
    let expired = 0;
    const onExpired = (frame: ExpiredFrame) => {
      if (frame.firstId > acknowledged) expired += requestIn(frame)?.items ?? 0;
    };
    const options = { folder, segmentBytes, onExpired, ...(keepSince !== undefined && { keepSince }) };
    this.#log = new SegmentLog(options, () => null);
    this.expired = expired;
    this.#nextId = acknowledged + 1;
    for (const frame of this.#log.frames()) this.#recover(frame, acknowledged);
    this.#log.letGoBefore(acknowledged + 1);
  }

  /** Whether what waits outlives the process. */
  get isKept(): boolean {
    return this.#acknowledged !== undefined;
  }

  /** How many requests, items and bytes wait. */
  get size(): { readonly requests: number; readonly items: number; readonly bytes: number } {
    return { requests: this.#waiting.length, items: this.#items, bytes: this.#bytes };
  }

  /** Takes a request. False when the queue is full, and nothing was taken. Throws the error of the disk. */
  add(signal: Signal, items: number, request: Uint8Array): boolean {
    if (this.#bytes + request.length > this.#maximumBytes) return false;
    const content = new Uint8Array(prefixBytes + request.length);
    content[0] = signals.indexOf(signal);
    new DataView(content.buffer).setUint32(1, items, true);
    content.set(request, prefixBytes);
    const id = this.#nextId;
    const { segment, start } = this.#log.append(frameKind.logs, content, id, 1);
    this.#nextId++;
    this.#note({ id, signal, items, bytes: request.length, segment, start: start + prefixBytes });
    return true;
  }

  /** The oldest waiting requests of one signal that together have at most so many bytes, but at least one of them. */
  next(maximumBytes: number): readonly QueuedRequest[] {
    const [first] = this.#waiting;
    if (first === undefined) return [];
    let bytes = 0;
    const end = this.#waiting.findIndex((waiting, i) => {
      bytes += waiting.bytes;
      return i > 0 && (waiting.signal !== first.signal || bytes > maximumBytes);
    });
    return this.#waiting.slice(0, end < 0 ? undefined : end);
  }

  /** The protobuf bytes of requests of one signal as one request: messages in a row are one message. */
  read(requests: readonly QueuedRequest[]): Uint8Array {
    const wanted = new Set(requests.map(({ id }) => id));
    const parts = this.#waiting
      .filter(({ id }) => wanted.has(id))
      .map(({ segment, start, bytes }) => this.#log.read(segment, start, start + bytes));
    return Buffer.concat(parts);
  }

  /** Lets the oldest requests go, up to this one: they were sent, or never will be. */
  acknowledge(id: number): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].id <= id) {
      const done = this.#waiting.shift();
      this.#bytes -= done?.bytes ?? 0;
      this.#items -= done?.items ?? 0;
    }
    this.#acknowledged?.write(id);
    try {
      this.#log.letGoBefore(id + 1);
    } catch {
      // a file that cannot be deleted stays; nothing in it is sent again
    }
  }

  /** Closes the files. What waits stays for the next opening; of an empty queue nothing stays. */
  close(): void {
    if (this.#waiting.length === 0) this.#log.clear();
    this.#log.close();
    this.#acknowledged?.close();
  }

  #recover(frame: Frame, acknowledged: number): void {
    const request = requestIn(frame);
    if (request === undefined) return;
    const { firstId, segment, start } = frame;
    this.#nextId = Math.max(this.#nextId, firstId + 1);
    if (firstId > acknowledged) this.#note({ id: firstId, ...request, segment, start: start + prefixBytes });
  }

  #note(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += waiting.bytes;
    this.#items += waiting.items;
  }
}

type ExpiredFrame = Parameters<NonNullable<SegmentLogOptions["onExpired"]>>[0];

function requestIn({ kind, content, firstId }: ExpiredFrame): Omit<QueuedRequest, "id"> | undefined {
  const signal = signals[content[0] ?? -1];
  if (kind !== frameKind.logs || signal === undefined || content.length < prefixBytes) return undefined;
  if (!Number.isSafeInteger(firstId)) return undefined;
  const items = new DataView(content.buffer, content.byteOffset).getUint32(1, true);
  return { signal, items, bytes: content.length - prefixBytes };
}

/** The id of the last request that need not be sent any more, in a file of eight bytes. */
class AcknowledgedFile {
  #descriptor: number | undefined;
  readonly #bytes = new Float64Array(1);

  constructor(file: string) {
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  read(): number {
    const count = this.#descriptor === undefined ? 0 : readSync(this.#descriptor, this.#bytes, 0, 8, 0);
    const id = count === 8 ? (this.#bytes[0] ?? 0) : 0;
    return Number.isSafeInteger(id) && id >= 0 ? id : 0;
  }

  /** Where the disk does not take it, what was sent may be sent again after the next opening. */
  write(id: number): void {
    this.#bytes[0] = id;
    if (this.#descriptor === undefined) return;
    try {
      writeSync(this.#descriptor, this.#bytes, 0, 8, 0);
    } catch {
      // the next one may be taken
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
