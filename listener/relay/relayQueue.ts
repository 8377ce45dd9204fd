import type { Signal } from "../../core/otlp/requests.ts";
import type { StorageDamage } from "../protocol/storageDamage.ts";
import { Deque } from "../store/deque.ts";
import { SegmentFolder } from "../store/segments/segmentFolder.ts";
import { frameKind } from "../store/segments/segmentFormat.ts";
import { type Frame, SegmentLog } from "../store/segments/segmentLog.ts";
import type { FoundFrame } from "../store/segments/segmentOpening.ts";
import { atOnce, SliceMeter, type Slices } from "../store/slices.ts";
import { LegacyPosition } from "./legacyPosition.ts";
import { QueuePosition } from "./queuePosition.ts";

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
  /** Id that was given before, though nothing may be left of it: none is given twice. */
  readonly lastId?: number;
}

interface Waiting extends QueuedRequest {
  readonly segment: number;
  readonly sequence: number;
  readonly start: number;
}

const signals: readonly Signal[] = ["logs", "traces", "metrics"];
/** The signal and the number of items, in front of the request. */
const prefixBytes = 5;
const segmentBytes = 1024 * 1024;
/** However small they are: what is done with a batch takes a moment only. */
const mostOfBatch = 128;
/** What writing costs beside its bytes, as if it were bytes that are read. */
const writtenBytes = 4096;

/**
 * Requests in the order in which they were accepted, until they are acknowledged. With a folder, an accepted request
 * outlives the process: whoever opens the folder next sends it. Only a request that was on its way when the process was
 * killed may be sent twice, or one whose acknowledgement the disk has lost. What is done with the first requests takes as
 * long as there are of them, however many wait.
 */
export class RelayQueue {
  readonly #log: SegmentLog;
  readonly #waiting = new Deque<Waiting>();
  readonly #maximumBytes: number;
  readonly #position: QueuePosition | undefined;
  #bytes = 0;
  #items = 0;
  #nextId = 1;
  readonly #lastId: number;
  readonly #legacy: LegacyPosition;
  #expired = 0;

  /** Opens it at once, however much waits in it. Throws the error of the file system when the folder cannot be used. */
  constructor(options: RelayQueueOptions, isRecovered = true) {
    const { folder, maximumBytes, keepSince, lastId = 0 } = options;
    this.#maximumBytes = maximumBytes;
    this.#lastId = lastId;
    this.#position = folder === undefined ? undefined : new QueuePosition(new SegmentFolder(folder));
    this.#legacy = new LegacyPosition(folder);
    const { acknowledged } = this.#legacy;
    const onExpired = (frame: FoundFrame) => {
      if (!frame.isLegacy || frame.firstId > acknowledged) this.#expired += requestIn(frame)?.items ?? 0;
    };
    const done = this.#position?.done;
    this.#log = new SegmentLog({
      folder,
      segmentBytes,
      onExpired,
      done,
      ...(keepSince !== undefined && { keepSince }),
    });
    if (isRecovered) atOnce(this.#recoverAll());
  }

  /** Opens it in slices. Where it is not opened to the end, what there is of it is closed. */
  static *opening(options: RelayQueueOptions): Slices<RelayQueue> {
    const queue = new RelayQueue(options, false);
    let isOpen = false;
    try {
      yield* queue.#recoverAll();
      isOpen = true;
      return queue;
    } finally {
      if (!isOpen) queue.abandon();
    }
  }

  *#recoverAll(): Slices<void> {
    const old: Waiting[] = [];
    yield* this.#log.recover((frame) => this.#recover(frame, frame.isLegacy ? old : undefined));
    this.#nextId = Math.max(this.#nextId, this.#lastId + 1);
    yield* this.#takeOver(old);
    // what was sent before may be sent again then
    if (this.#position?.isDamaged && this.#waiting.length > 0) this.#log.noteUnreadFile("position");
  }

  /** Items that waited too long to be sent now. */
  get expired(): number {
    return this.#expired;
  }

  /** Whether what waits outlives the process. */
  get isKept(): boolean {
    return this.#position !== undefined;
  }

  /** What of the folder could not be read when it was opened; undefined when all could. */
  get damage(): StorageDamage | undefined {
    return this.#log.damage;
  }

  /** How many requests are known to be lost to damage. */
  get lost(): number {
    const { requests = 0, ids = 0 } = this.damage ?? {};
    return Math.max(requests, ids);
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
    const { segment, sequence, start } = this.#log.append(frameKind.queued, content, { first: id, count: 1 });
    this.#nextId++;
    this.#note({ id, signal, items, bytes: request.length, segment, sequence, start: start + prefixBytes });
    return true;
  }

  /** Id of the newest request that waits; 0 when none does. */
  get lastId(): number {
    return this.#waiting.at(this.#waiting.length - 1)?.id ?? 0;
  }

  /** All that wait, the oldest first. */
  *requests(): Generator<QueuedRequest, void> {
    for (let i = 0; i < this.#waiting.length; i++) yield this.#waiting.at(i) as Waiting;
  }

  /** The oldest waiting requests of one signal that together have at most so many bytes, but at least one of them. */
  next(maximumBytes: number): readonly QueuedRequest[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (let i = 0; i < mostOfBatch; i++) {
      const waiting = this.#waiting.at(i);
      if (waiting === undefined) break;
      bytes += waiting.bytes;
      if (i > 0 && (waiting.signal !== batch[0]?.signal || bytes > maximumBytes)) break;
      batch.push(waiting);
    }
    return batch;
  }

  /** The protobuf bytes of requests, of those that still wait. */
  read(requests: readonly QueuedRequest[]): readonly Uint8Array[] {
    return requests.flatMap(({ id }) => {
      const waiting = this.#find(id);
      return waiting === undefined ? [] : [this.#read(waiting)];
    });
  }

  /** Lets the oldest requests go, up to this one: they were sent, or never will be. */
  acknowledge(id: number): void {
    let last: Waiting | undefined;
    for (let first = this.#waiting.at(0); first !== undefined && first.id <= id; first = this.#waiting.at(0)) {
      this.#waiting.shift();
      this.#bytes -= first.bytes;
      this.#items -= first.items;
      last = first;
    }
    if (last === undefined) return;
    const stamp = this.#log.stampOf(last.segment);
    if (stamp !== "") this.#position?.write({ stamp, sequence: last.sequence });
    try {
      this.#log.letGoBefore(last.id + 1);
    } catch {
      // a file that cannot be deleted now is sent again after the next opening
    }
  }

  /** Closes the files. What waits stays for the next opening; of an empty queue nothing stays. */
  close(): void {
    if (this.#waiting.length === 0) this.#log.clear();
    this.abandon();
  }

  /** Closes the files and leaves all of them as they are. */
  abandon(): void {
    this.#log.close();
    this.#position?.close();
  }

  #recover(frame: Frame, old: Waiting[] | undefined): void {
    if (frame.kind === frameKind.checkpoint) return;
    const request = requestIn(frame);
    if (request === undefined) {
      this.#log.noteUnread(frame);
      return;
    }
    const { firstId, segment, sequence, start } = frame;
    const place = { segment, sequence, start: start + prefixBytes };
    if (old !== undefined) {
      old.push({ id: firstId, ...request, ...place });
      return;
    }
    if (firstId > this.#nextId) this.#nextId = firstId;
    const id = this.#nextId++;
    this.#log.setLastId(segment, id);
    this.#note({ id, ...request, ...place });
  }

  /** What an older version left is written anew, behind what is there, and its files go. */
  *#takeOver(old: readonly Waiting[]): Slices<void> {
    const meter = new SliceMeter();
    const newest = old.reduce((highest, { id }) => Math.max(highest, id), 0);
    const acknowledged = this.#legacy.acknowledged <= newest ? this.#legacy.acknowledged : 0;
    let isFull = false;
    for (const waiting of old) {
      if (waiting.id <= acknowledged) continue;
      isFull ||= !this.#rewrite(waiting);
      if (isFull) this.#leaveInPlace(waiting);
      if (meter.isFullWith(writtenBytes + waiting.bytes)) yield;
    }
    if (isFull) return;
    for (const segment of new Set(old.map((waiting) => waiting.segment))) this.#log.letGo(segment);
    this.#legacy.remove();
  }

  #rewrite(waiting: Waiting): boolean {
    try {
      return this.add(waiting.signal, waiting.items, this.#read(waiting));
    } catch {
      return false;
    }
  }

  /** The disk or the queue is full: it is read where it is, until all of its file was sent. */
  #leaveInPlace(waiting: Waiting): void {
    const id = this.#nextId++;
    this.#log.setLastId(waiting.segment, id);
    this.#note({ ...waiting, id });
  }

  #read({ segment, start, bytes }: Waiting): Uint8Array {
    return this.#log.read(segment, start, start + bytes);
  }

  /** Ids grow, with gaps where something was lost. */
  #find(id: number): Waiting | undefined {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting.at(middle) as Waiting).id < id) low = middle + 1;
      else high = middle;
    }
    const found = this.#waiting.at(low);
    return found?.id === id ? found : undefined;
  }

  #note(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += waiting.bytes;
    this.#items += waiting.items;
  }
}

function requestIn({ kind, content, firstId, isLegacy }: FoundFrame): Omit<QueuedRequest, "id"> | undefined {
  const signal = signals[content[0] ?? -1];
  if (kind !== (isLegacy ? frameKind.logs : frameKind.queued)) return undefined;
  if (signal === undefined || content.length < prefixBytes || !Number.isSafeInteger(firstId)) return undefined;
  const items = new DataView(content.buffer, content.byteOffset).getUint32(1, true);
  return { signal, items, bytes: content.length - prefixBytes };
}
