import type { Signal } from "../../core/otlp/requests.ts";
import type { Forward, ForwardTls } from "../../core/policy/model/policyModel.ts";
import type { CountedReason, DeliveryCounts, SignalCounts } from "../protocol/delivery.ts";
import type { IdRange } from "./idRanges.ts";
import { countIds } from "./keptEvents.ts";
import { LedgerFile } from "./ledgerFile.ts";
import { type MissedContent, MissedEvents } from "./missedEvents.ts";
import { combine, noItems, signals, totalOf } from "./signalCounts.ts";

/** What a queue belongs to: nothing of it is ever sent elsewhere. */
export interface QueueOwner {
  /** Empty when it is not known, as for queues of an earlier version. */
  readonly destination: string;
  readonly endpoint: string;
  readonly policyOrigin: string;
  /** What the consent calls the queue: another destination, endpoint, policy or consent has another name. */
  readonly name: string;
  readonly protocol: Forward["protocol"];
  /** Names of headers, and of the environment variables or secrets that hold their values. */
  readonly headers: readonly (readonly [header: string, variable: string])[];
  /** Paths of certificates, as the policy has them. */
  readonly tls?: ForwardTls;
}

export const unknownOwner: QueueOwner = {
  destination: "",
  endpoint: "",
  policyOrigin: "",
  name: "",
  protocol: "grpc",
  headers: [],
};

/** What of it is counted here; what is still queued is the rest of what was accepted. */
type Settled = "sent" | "refused" | "lost";
type Counts = Record<"accepted" | Settled, SignalCounts>;

interface Content {
  readonly owner: QueueOwner;
  readonly counts: Counts;
  readonly sentBytes: number;
  readonly requests: number;
  readonly retries: number;
  readonly refusals: readonly (readonly [reason: string, items: number])[];
  readonly losses: readonly (readonly [reason: string, items: number])[];
  readonly missedEvents?: MissedContent;
  /** Of earlier versions, which did not say whose ids they are, or had those too that lie between. */
  readonly missed?: readonly IdRange[];
  readonly missedByStore?: readonly (readonly [store: string, ranges: readonly IdRange[]])[];
  readonly settledId: number;
  readonly changedAt: number;
}

/** Backends may give ever new reasons. */
const mostReasons = 16;
const otherReasons = "other reasons";

/** What a queue holds, as it says itself. */
export interface QueueContent {
  readonly size: { readonly items: number };
  /** The oldest first. */
  requests(): Iterable<{ readonly id: number; readonly items: number }>;
  /** Lets go of the requests up to this one. */
  acknowledge(id: number): void;
}

/**
 * What became of everything that was accepted for one queue, over all processes: kept in a file beside the queue, with a
 * checksum, and compared with the queue when both are opened. Every change is written before the queue lets go of what it is
 * about, so that a process that is killed in between counts nothing twice and forgets nothing.
 */
export class DeliveryLedger {
  readonly #file: LedgerFile | undefined;
  readonly #now: () => number;
  #owner: QueueOwner;
  #counts: Counts = { accepted: noItems, sent: noItems, refused: noItems, lost: noItems };
  #sentBytes = 0;
  #requests = 0;
  #retries = 0;
  readonly #refusals: Map<string, number>;
  readonly #losses: Map<string, number>;
  readonly missed: MissedEvents;
  #settledId = 0;
  #changedAt: number;
  #isWritten = false;
  /** Whether there were counts that can't be read any more: they begin anew. */
  readonly isDamaged: boolean;

  /** `file` undefined keeps it in memory. Throws the error of the file system. */
  constructor(file: string | undefined, owner: QueueOwner | undefined, now: () => number) {
    this.#now = now;
    this.#file = file === undefined ? undefined : new LedgerFile(file);
    const read = contentOf(this.#file?.text);
    const content = read?.content;
    this.isDamaged = this.#file?.isDamaged === true || (this.#file?.text !== undefined && content === undefined);
    this.#owner = owner ?? content?.owner ?? unknownOwner;
    this.#refusals = new Map(content?.refusals);
    this.#losses = new Map(content?.losses);
    this.missed = read?.missed ?? new MissedEvents();
    this.#changedAt = content?.changedAt ?? now();
    if (content === undefined) return;
    this.#isWritten = true;
    this.#counts = content.counts;
    this.#sentBytes = content.sentBytes;
    this.#requests = content.requests;
    this.#retries = content.retries;
    this.#settledId = content.settledId;
  }

  get owner(): QueueOwner {
    return this.#owner;
  }

  /** Whom the queue belongs to, as it is called now. */
  setOwner(owner: QueueOwner): void {
    if (JSON.stringify(owner) === JSON.stringify(this.#owner)) return;
    this.#owner = owner;
    this.save();
  }

  /** When something was counted last, in milliseconds since 1970. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** Id of the newest request that was settled; 0 when none was. */
  get settledId(): number {
    return this.#settledId;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  get requests(): number {
    return this.#requests;
  }

  get retries(): number {
    return this.#retries;
  }

  get refusals(): readonly CountedReason[] {
    return [...this.#refusals].map(([reason, items]) => ({ reason, items }));
  }

  get losses(): readonly CountedReason[] {
    return [...this.#losses].map(([reason, items]) => ({ reason, items }));
  }

  /** What is queued, by signal. */
  get queued(): SignalCounts {
    const { accepted, sent, refused, lost } = this.#counts;
    const subtract = (one: number, other: number) => one - other;
    return [sent, refused, lost].reduce((rest, settled) => combine(rest, settled, subtract), accepted);
  }

  /** All counters. What is queued waits, or is at rest. */
  counts(isResting: boolean): DeliveryCounts {
    const queued = this.queued;
    return { ...this.#counts, waiting: isResting ? noItems : queued, atRest: isResting ? queued : noItems };
  }

  /**
   * Brings it in line with the queue at their opening. What the queue has too much was accepted or settled when the process was
   * killed; what it lacks is lost: `expired` items because they were too old. Tells how many were damaged.
   */
  reconcile(queue: QueueContent, expired: number): number {
    let surplus = queue.size.items - totalOf(this.queued);
    let settled = 0;
    for (const { id, items } of queue.requests()) {
      if (surplus <= 0 || id > this.#settledId) break;
      settled = id;
      surplus -= items;
    }
    queue.acknowledge(settled);
    // expired ones of a ledger that does not know them were accepted all the same
    const missing = -surplus;
    const unknown = Math.max(0, expired - Math.max(0, missing)) + Math.max(0, surplus);
    if (unknown > 0) this.#count("accepted", this.#likelySignal, unknown);
    const damaged = Math.max(0, missing - expired);
    this.#loseAny(expired, lossReasons.expired);
    this.#loseAny(damaged, lossReasons.damaged);
    this.save();
    return damaged;
  }

  accepted(signal: Signal, items: number): void {
    this.#count("accepted", signal, items);
    this.save();
  }

  /** Those of them that the receiver did not take are counted as refused. */
  sent(signal: Signal, items: number, rejected: number, bytes: number, id: number): void {
    this.#settle(signal, items);
    this.#count("sent", signal, items - rejected);
    if (rejected > 0) this.#because("refused", signal, rejected, refusedInPart);
    this.#sentBytes += bytes;
    this.#requests++;
    this.#settledId = id;
    this.save();
  }

  retried(): void {
    this.#retries++;
  }

  /** What was queued was refused, or is lost. */
  gone(how: "refused" | "lost", signal: Signal, items: number, reason: string, id: number): void {
    this.#settle(signal, items);
    this.#because(how, signal, items, reason);
    this.#settledId = id;
    this.save();
  }

  /** What was to be queued was not: nothing of it can be sent. */
  notQueued(signal: Signal, items: number, reason: string): void {
    this.#count("accepted", signal, items);
    this.#because("lost", signal, items, reason);
    this.save();
  }

  /** Whether it says where the queue belongs, so that the next process knows. */
  get isWritten(): boolean {
    return this.#file === undefined || this.#isWritten;
  }

  /**
   * Writes it down. Where the disk does not take it, the next change may be taken. Where there is no room for all of it, the
   * oldest missed events are forgotten.
   */
  save(): boolean {
    let text = this.#text;
    if (this.#file === undefined) return true;
    while (!this.#file.hasRoomFor(text) && this.missed.forgetOldest()) text = this.#text;
    const isTaken = this.#file.write(text);
    this.#isWritten ||= isTaken;
    return isTaken;
  }

  get #text(): string {
    const content: Content = {
      owner: this.#owner,
      counts: this.#counts,
      sentBytes: this.#sentBytes,
      requests: this.#requests,
      retries: this.#retries,
      refusals: [...this.#refusals],
      losses: [...this.#losses],
      missedEvents: this.missed.content,
      settledId: this.#settledId,
      changedAt: this.#changedAt,
    };
    return JSON.stringify(content);
  }

  /** Nothing of it is written any more. */
  close(): void {
    this.#file?.close();
  }

  #count(what: keyof Counts, signal: Signal, items: number): void {
    this.#changedAt = this.#now();
    const counts = this.#counts[what];
    this.#counts = { ...this.#counts, [what]: { ...counts, [signal]: counts[signal] + items } };
  }

  #because(how: "refused" | "lost", signal: Signal, items: number, reason: string): void {
    this.#count(how, signal, items);
    const reasons = how === "lost" ? this.#losses : this.#refusals;
    const known = reasons.has(reason) || reasons.size < mostReasons ? reason : otherReasons;
    reasons.set(known, (reasons.get(known) ?? 0) + items);
  }

  /** After damage the signal of what was accepted is a guess: now it is known of these. */
  #settle(signal: Signal, items: number): void {
    let missing = items - this.queued[signal];
    for (const other of signals) {
      if (missing <= 0) return;
      if (other === signal) continue;
      const moved = Math.min(missing, Math.max(0, this.queued[other]));
      this.#count("accepted", other, -moved);
      this.#count("accepted", signal, moved);
      missing -= moved;
    }
    // more than was ever accepted, as after a file that was there twice
    if (missing > 0) this.#count("accepted", signal, missing);
  }

  get #likelySignal(): Signal {
    const { accepted } = this.#counts;
    return signals.reduce((most, signal) => (accepted[signal] > accepted[most] ? signal : most), "logs");
  }

  #loseAny(items: number, reason: string): void {
    let rest = items;
    for (const signal of signals) {
      const lost = Math.min(rest, Math.max(0, this.queued[signal]));
      if (lost > 0) this.#because("lost", signal, lost, reason);
      rest -= lost;
    }
  }
}

/** Why items are lost. */
export const lossReasons = {
  full: "the queue is full",
  disk: "the disk did not take it",
  unreadable: "it could not be read again",
  damaged: "its file was damaged",
  expired: "it waited for more than a day",
  discarded: "you discarded it",
  ended: "it waited in memory alone when the listener ended",
} as const;

const refusedInPart = "the receiver left it out of a request that it took";

function contentOf(text: string | undefined): { readonly content: Content; readonly missed: MissedEvents } | undefined {
  if (text === undefined) return undefined;
  try {
    const content = JSON.parse(text) as Content;
    const isLedger =
      typeof content.owner?.destination === "string" && typeof content.counts?.accepted?.logs === "number";
    return isLedger ? { content, missed: missedIn(content) } : undefined;
  } catch {
    return undefined;
  }
}

function missedIn({ missed = [], missedByStore = [], missedEvents }: Content): MissedEvents {
  const ranges = [missed, ...missedByStore.map(([, ofStore]) => ofStore)].flat();
  const ofNoStore = countIds(ranges);
  return new MissedEvents(missedEvents ?? { stores: [], ofNoStore, forgotten: 0 });
}
