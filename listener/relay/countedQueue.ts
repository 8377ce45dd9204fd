import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import { type DeliveryLedger, lossReasons } from "./deliveryLedger.ts";
import type { EventRange } from "./missedEvents.ts";
import { type QueueStamp, stampBytes, stamped, stampOf } from "./queueStamp.ts";
import type { QueuedRequest, RelayQueue } from "./relayQueue.ts";

/** Small requests of one signal go together, up to so many bytes. */
const batchBytes = 512 * 1024;
const keptMilliseconds = 24 * 60 * 60 * 1000;

/** What is needed of a queue. */
export type RequestQueue = Pick<
  RelayQueue,
  "isKept" | "size" | "expired" | "add" | "next" | "read" | "acknowledge" | "close" | "abandon"
>;

export const itemsOf = (batch: readonly QueuedRequest[]): number => batch.reduce((sum, { items }) => sum + items, 0);

/** The newest event of each store. */
class NewestEvents {
  readonly #newest = new Map<string | undefined, number>();

  note(event: number, store: string | undefined): void {
    this.#newest.set(store, Math.max(this.of(store), event));
  }

  /** 0 when there was none. */
  of(store: string | undefined): number {
    return this.#newest.get(store) ?? 0;
  }
}

/** A queue and its ledger, which always agree: nothing goes in or out without being counted. */
export class CountedQueue {
  readonly ledger: DeliveryLedger;
  readonly #queue: RequestQueue;
  readonly #now: () => number;
  readonly #openedAt: number;
  /** So many of the oldest requests were accepted by an earlier process. */
  #recovered: number;
  /** The newest event of which something was sent, and of which something was queued. */
  readonly #lastSent = new NewestEvents();
  readonly #lastQueued = new NewestEvents();
  /** Items of which the queue lacked the bytes when it was opened, and those that were too old then. */
  readonly damaged: number;
  readonly expired: number;

  constructor(queue: RequestQueue, ledger: DeliveryLedger, now: () => number) {
    this.#queue = queue;
    this.ledger = ledger;
    this.#now = now;
    this.#openedAt = now();
    const head = () => queue.next(0)[0];
    this.damaged = ledger.reconcile(
      { size: () => queue.size.items, head, acknowledge: (id) => queue.acknowledge(id) },
      queue.expired,
    );
    this.#recovered = queue.size.requests;
    this.expired = queue.expired + this.dropExpired();
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
  add(request: OtlpRequest, items: number, events: EventRange): string | undefined {
    const [firstEvent, lastEvent, store] = events;
    const stamp = { acceptedAt: this.#now(), firstEvent, lastEvent, store };
    const reason = this.#tryToAdd(request, items, stamp);
    if (reason === undefined) {
      this.#lastQueued.note(lastEvent, store);
      this.ledger.accepted(request.signal, items);
    } else {
      this.ledger.missed.add(events, this.#lastQueued.of(store));
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
  read(batch: readonly QueuedRequest[]): OtlpRequest | undefined {
    try {
      return decodeRequest(batch[0]?.signal ?? "logs", this.#queue.read(batch));
    } catch {
      return undefined;
    }
  }

  /** The receiver has taken the oldest requests, but for so many items. */
  sent(batch: readonly QueuedRequest[], rejected: number): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    const stamp = this.#stampOf(last);
    if (stamp !== undefined) this.#lastSent.note(stamp.lastEvent, stamp.store);
    const bytes = batch.reduce((sum, one) => sum + one.bytes - stampBytes, 0);
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
        if (stamp === undefined) continue;
        const { firstEvent, lastEvent, store } = stamp;
        this.ledger.missed.add([firstEvent, lastEvent, store], this.#lastSent.of(store));
      }
    this.ledger.gone(how, last.signal, itemsOf(batch), reason, last.id);
    this.#letGo(batch, last.id);
  }

  /** Everything is lost. Tells how many items that were. */
  dropAll(reason: string): number {
    const { items } = this.#queue.size;
    for (let batch = this.next(); batch.length > 0; batch = this.next()) this.drop(batch, "lost", reason);
    return items;
  }

  /** What has waited for more than a day is lost. Tells how many items that were. */
  dropExpired(): number {
    const before = this.#now() - keptMilliseconds;
    for (let lost = 0; ; ) {
      const batch = this.next();
      const young = batch.findIndex((request, i) => this.#acceptedAt(request, i) >= before);
      const expired = young < 0 ? batch : batch.slice(0, young);
      if (expired.length === 0) return lost;
      lost += itemsOf(expired);
      this.drop(expired, "lost", lossReasons.expired);
    }
  }

  /** What is in it stays for the next opening, if it is kept at all. */
  close(): void {
    if (!this.isKept) this.dropAll(lossReasons.ended);
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

  #tryToAdd(request: OtlpRequest, items: number, stamp: QueueStamp): string | undefined {
    // the next process would not know where it was to go
    if (!this.ledger.isWritten && !this.ledger.save()) return lossReasons.disk;
    try {
      const isTaken = this.#queue.add(request.signal, items, stamped(encodeRequest(request), stamp));
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
      return stampOf(this.#queue.read([request]));
    } catch {
      return undefined;
    }
  }

  #letGo(batch: readonly QueuedRequest[], id: number): void {
    this.#recovered = Math.max(0, this.#recovered - batch.length);
    this.#queue.acknowledge(id);
  }
}
