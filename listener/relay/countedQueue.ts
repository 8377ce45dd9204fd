import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { type DeliveryLedger, lossReasons } from "./deliveryLedger.ts";
import type { KeptEvents } from "./keptEvents.ts";
import { type QueueStamp, stampBytesOf, stamped, stampOf } from "./queueStamp.ts";
import type { QueuedRequest, RelayQueue } from "./relayQueue.ts";

/** Small requests of one signal go together, up to so many bytes. */
const batchBytes = 256 * 1024;
const keptMilliseconds = 24 * 60 * 60 * 1000;

/** What is needed of a queue. */
export type RequestQueue = Pick<
  RelayQueue,
  "isKept" | "size" | "lastId" | "expired" | "requests" | "add" | "next" | "read" | "acknowledge" | "close" | "abandon"
>;

export const itemsOf = (batch: readonly QueuedRequest[]): number => batch.reduce((sum, { items }) => sum + items, 0);

/** What was done of something that is done in slices. */
export interface Dropped {
  readonly items: number;
  /** Whether nothing is left to be done. */
  readonly isAll: boolean;
}

/** Queued requests as one. */
export interface ReadBatch {
  readonly request: OtlpRequest;
  /** How many bytes it has. */
  readonly bytes: number;
}

/** A queue and its ledger, which always agree: nothing goes in or out without being counted. */
export class CountedQueue {
  readonly ledger: DeliveryLedger;
  readonly #queue: RequestQueue;
  readonly #now: () => number;
  readonly #openedAt: number;
  /** So many of the oldest requests were accepted by an earlier process. */
  #recovered: number;
  /** Items of which the queue lacked the bytes when it was opened, and those whose whole file was too old then. */
  readonly damaged: number;
  readonly expired: number;

  constructor(queue: RequestQueue, ledger: DeliveryLedger, now: () => number) {
    this.#queue = queue;
    this.ledger = ledger;
    this.#now = now;
    this.#openedAt = now();
    this.expired = queue.expired;
    this.damaged = ledger.reconcile(queue, queue.expired);
    this.#recovered = queue.size.requests;
  }

  get isEmpty(): boolean {
    return this.#queue.size.requests === 0;
  }

  get bytes(): number {
    return this.#queue.size.bytes;
  }

  /** Whether what is in it outlives the process. */
  get isKept(): boolean {
    return this.#queue.isKept;
  }

  /** Takes a request. Tells why it is lost, when it is. */
  add(request: OtlpRequest, items: number, events: KeptEvents): string | undefined {
    const reason = this.#tryToAdd(request, items, events);
    if (reason === undefined) this.ledger.accepted(request.signal, items);
    else {
      this.ledger.missed.add(events);
      this.ledger.notQueued(request.signal, items, reason);
    }
    return reason;
  }

  /** Id of the oldest request; 0 when there is none. */
  get firstId(): number {
    return this.#queue.next(0)[0]?.id ?? 0;
  }

  /** The oldest requests that may go together, or the oldest one alone. */
  next(isSingle = false): readonly QueuedRequest[] {
    return this.#queue.next(isSingle ? 0 : batchBytes);
  }

  /** Requests as one; undefined when what the queue has of them is no request, or cannot be read. */
  read(batch: readonly QueuedRequest[]): ReadBatch | undefined {
    try {
      const parts = this.#queue.read(batch);
      const bytes = parts.reduce((sum, part) => sum + part.length - stampBytesOf(part), 0);
      // messages in a row are one message
      return { request: decodeRequest(batch[0]?.signal ?? "logs", Buffer.concat(parts)), bytes };
    } catch {
      return undefined;
    }
  }

  /** The receiver has taken the oldest requests, which had so many bytes, but for so many items. */
  sent(batch: readonly QueuedRequest[], bytes: number, rejected: number): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    this.ledger.sent(last.signal, itemsOf(batch), rejected, bytes, last.id);
    this.#letGo(batch, last.id);
  }

  /** The oldest requests were refused, or are lost. */
  drop(batch: readonly QueuedRequest[], how: "refused" | "lost", reason: string): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    if (reason !== lossReasons.discarded)
      for (const request of batch) {
        const stamp = this.#stampOf(request);
        if (stamp !== undefined) this.ledger.missed.add(stamp.events);
      }
    this.ledger.gone(how, last.signal, itemsOf(batch), reason, last.id);
    this.#letGo(batch, last.id);
  }

  /** Id of the newest request; 0 when there is none. */
  get lastId(): number {
    return this.#queue.lastId;
  }

  /** Some of the oldest requests are lost, until nothing is left up to this one. */
  dropSome(reason: string, lastId: number): Dropped {
    const batch = this.#queue.next(batchBytes).filter(({ id }) => id <= lastId);
    this.drop(batch, "lost", reason);
    return { items: itemsOf(batch), isAll: this.isEmpty || this.firstId > lastId };
  }

  /** Some of what has waited for more than a day is lost, until nothing of it is left. */
  dropSomeExpired(): Dropped {
    const before = this.#now() - keptMilliseconds;
    const batch = this.#queue.next(batchBytes);
    const young = batch.findIndex((request, i) => this.#acceptedAt(request, i) >= before);
    const expired = young < 0 ? batch : batch.slice(0, young);
    this.drop(expired, "lost", lossReasons.expired);
    return { items: itemsOf(expired), isAll: young >= 0 || this.isEmpty };
  }

  /** What is in it stays for the next opening, if it is kept at all. */
  close(): void {
    if (!this.isKept) while (!this.isEmpty) this.dropSome(lossReasons.ended, this.lastId);
    this.ledger.save();
    try {
      this.#queue.close();
    } catch {
      // a file that cannot be deleted stays: the ledger knows what of it is done
    }
    this.ledger.close();
  }

  /** Closes the files and changes nothing: another process has the queue. */
  abandon(): void {
    this.#queue.abandon();
    this.ledger.close();
  }

  #tryToAdd(request: OtlpRequest, items: number, events: KeptEvents): string | undefined {
    // the next process would not know where it was to go
    if (!this.ledger.isWritten && !this.ledger.save()) return lossReasons.disk;
    try {
      const isTaken = this.#queue.add(request.signal, items, stamped(encodeRequest(request), this.#now(), events));
      return isTaken ? undefined : lossReasons.full;
    } catch {
      return lossReasons.disk;
    }
  }

  /** The clock may have been ahead when it was accepted by an earlier process: that must not keep it for longer. */
  #acceptedAt(request: QueuedRequest, position: number): number {
    const acceptedAt = this.#stampOf(request)?.acceptedAt ?? this.#openedAt;
    return position < this.#recovered ? Math.min(acceptedAt, this.#openedAt) : acceptedAt;
  }

  #stampOf(request: QueuedRequest): QueueStamp | undefined {
    try {
      const [bytes] = this.#queue.read([request]);
      return bytes && stampOf(bytes);
    } catch {
      return undefined;
    }
  }

  #letGo(batch: readonly QueuedRequest[], id: number): void {
    this.#recovered = Math.max(0, this.#recovered - batch.length);
    this.#queue.acknowledge(id);
  }
}
