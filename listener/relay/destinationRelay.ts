import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { RelayAnswer, RelayStatus } from "../protocol.ts";
import { explainFailure } from "../send/backendAnswer.ts";
import { proxyName } from "../send/httpProxy.ts";
import { OtlpSendError, type OtlpSender, openSender } from "../send/otlpSender.ts";
import type { SendFailure } from "../send/sendFailure.ts";
import { backoff } from "./backoff.ts";
import type { QueuedRequest, RelayQueue } from "./relayQueue.ts";
import { isSameTarget, type NoTarget, type RelayTarget } from "./relayTarget.ts";

/** Small requests of one signal go together, up to so many bytes. */
const batchBytes = 512 * 1024;

/** What the forwarding needs from its surroundings. */
export interface RelayWorld {
  now(): number;
  /** From 0 to 1. */
  random(): number;
  readonly openSender: typeof openSender;
}

export const systemWorld: RelayWorld = { now: () => Date.now(), random: () => Math.random(), openSender };

/** Why items were dropped that no receiver refused. */
const reasons = {
  full: "the queue is full",
  disk: "the disk did not take it",
  unreadable: "it could not be read again",
  expired: "it waited for more than a day",
};

/** What came of sending a batch: it is off the queue, it goes once more at once, or after a while. */
type Outcome = "done" | "again" | { readonly retryAfterMilliseconds?: number | undefined };

/**
 * Sends what one destination receives, in order, one request after the other. What is accepted, with what an earlier
 * process left behind, is at any time sent, rejected, dropped or queued: the counters add up.
 */
export class DestinationRelay {
  readonly #name: string;
  readonly #queue: RelayQueue;
  readonly #world: RelayWorld;
  readonly #onChange: () => void;
  #target: RelayTarget | NoTarget | undefined;
  #sender: OtlpSender | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** What waits is sent as far as the receiver takes it now. */
  #ending = false;
  #wake: () => void = () => undefined;
  /** Requests up to this one go one by one: together they were refused, and one of them may be the reason. */
  #singlyUntil = 0;
  readonly #accepted: { items: number; bytes: number };
  #sent = { items: 0, bytes: 0, requests: 0 };
  #retries = 0;
  #rejected = 0;
  #lastAnswer: RelayAnswer | undefined;
  #waitsUntil: number | undefined;
  readonly #dropped = new Map<string, number>();

  constructor(name: string, queue: RelayQueue, world: RelayWorld, onChange: () => void) {
    this.#name = name;
    this.#queue = queue;
    this.#world = world;
    this.#onChange = onChange;
    const { items, bytes } = queue.size;
    this.#accepted = { items: items + queue.expired, bytes };
    if (queue.expired > 0) this.#dropped.set(reasons.expired, queue.expired);
  }

  /** From now on it sends there, if it can. */
  setTarget(target: RelayTarget | NoTarget): void {
    // what is on its way there must not be cut off
    if (isSameTarget(target, this.#target)) return;
    this.#sender?.close();
    this.#sender = isTarget(target) ? this.#open(target) : undefined;
    this.#target = target;
    this.#wake();
    this.#run();
  }

  #open({ url, protocol, ...options }: RelayTarget): OtlpSender {
    return this.#world.openSender(url, protocol, options);
  }

  /** Takes what the destination receives of a request. When this returns, it is safe, or counted as dropped. */
  accept(request: OtlpRequest, items: number): void {
    const bytes = encodeRequest(request);
    this.#accepted.items += items;
    this.#accepted.bytes += bytes.length;
    try {
      if (!this.#queue.add(request.signal, items, bytes)) this.#drop(reasons.full, items);
    } catch {
      this.#drop(reasons.disk, items);
    }
    this.#run();
  }

  status(): RelayStatus {
    const { requests, items, bytes } = this.#queue.size;
    const target = this.#target;
    return {
      destination: this.#name,
      // an address may carry credentials, also in its query
      endpoint: isTarget(target) ? `${target.url.origin}${target.url.pathname}` : "",
      ...(!isTarget(target) && target),
      ...(isTarget(target) && target.proxy && { proxy: proxyName(target.proxy) }),
      state: !isTarget(target)
        ? "stopped"
        : this.#waitsUntil !== undefined
          ? "waiting"
          : requests > 0
            ? "sending"
            : "idle",
      accepted: { ...this.#accepted },
      queued: { items, bytes },
      sent: { ...this.#sent },
      retries: this.#retries,
      rejected: this.#rejected,
      dropped: [...this.#dropped].map(([reason, count]) => ({ reason, items: count })),
      ...(this.#lastAnswer && { lastAnswer: this.#lastAnswer }),
    };
  }

  /**
   * Ends it, in `milliseconds` at most: after the request that is on its way when what waits outlives the process, otherwise
   * after all that the receiver still takes.
   */
  async stop(milliseconds: number): Promise<void> {
    this.#ending = true;
    this.#stopped = this.#queue.isKept;
    this.#wake();
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isOver = true;
        resolve();
      }, milliseconds);
    });
    while (this.#running !== undefined && !isOver) await Promise.race([this.#running, patience]);
    clearTimeout(timer);
    this.#stopped = true;
    this.#sender?.close();
    this.#queue.close();
  }

  #run(): void {
    if (this.#running !== undefined || !this.#canSend) return;
    this.#running = this.#sendAll().finally(() => {
      this.#running = undefined;
      this.#onChange();
      // something may have come in between the last look and here
      this.#run();
    });
  }

  get #canSend(): boolean {
    return !this.#stopped && this.#sender !== undefined && this.#queue.size.requests > 0;
  }

  async #sendAll(): Promise<void> {
    // what arrives in the same moment goes together
    await this.#sleep(0);
    for (let failed = 0; this.#canSend; ) {
      const [first] = this.#queue.next(0);
      const isSingle = first !== undefined && first.id <= this.#singlyUntil;
      const outcome = await this.#send(this.#queue.next(isSingle ? 0 : batchBytes));
      this.#onChange();
      if (outcome === "done") failed = 0;
      else if (outcome !== "again") {
        if (this.#ending) {
          this.#stopped = true;
          return;
        }
        failed++;
        this.#retries++;
        await this.#wait(backoff(failed, outcome.retryAfterMilliseconds, () => this.#world.random()));
      }
    }
  }

  async #send(batch: readonly QueuedRequest[]): Promise<Outcome> {
    const [target, sender, last] = [this.#target, this.#sender, batch.at(-1)];
    if (!isTarget(target) || sender === undefined || last === undefined) return "again";
    const items = batch.reduce((sum, request) => sum + request.items, 0);
    const request = this.#read(batch);
    if (request === undefined) return this.#giveUp(batch, reasons.unreadable);
    try {
      const partial = await sender.send(request);
      const rejected = Math.min(items, Math.max(0, partial?.rejected ?? 0));
      this.#rejected += rejected;
      this.#sent.items += items - rejected;
      this.#sent.bytes += batch.reduce((sum, { bytes }) => sum + bytes, 0);
      this.#sent.requests++;
      this.#answer({
        ...(rejected > 0
          ? { good: false, summary: `accepted, but for ${rejected}`, cause: "backend" }
          : { good: true, summary: "accepted" }),
        check: partial?.message ?? "",
      });
      this.#queue.acknowledge(last.id);
      return "done";
    } catch (error) {
      // closed under way: another target, or the end
      if (sender !== this.#sender || this.#stopped) return "again";
      if (!(error instanceof OtlpSendError)) return this.#giveUp(batch, reasons.unreadable);
      const explained = explainFailure(error.failure, target.url, target.protocol);
      const { summary } = explained;
      this.#answer({ good: false, ...explained });
      if (error.retryable) return error;
      return mayBeOfOne(error.failure) ? this.#giveUp(batch, summary) : this.#dropAll(batch, summary);
    }
  }

  /** Requests as one; undefined when what the queue has of them is no request, or cannot be read. */
  #read(batch: readonly QueuedRequest[]): OtlpRequest | undefined {
    try {
      return decodeRequest(batch[0]?.signal ?? "logs", this.#queue.read(batch));
    } catch {
      return undefined;
    }
  }

  /** Drops a request that will never be taken; of several, each is tried alone first. */
  #giveUp(batch: readonly QueuedRequest[], reason: string): Outcome {
    if (batch.length === 1) return this.#dropAll(batch, reason);
    this.#singlyUntil = batch.at(-1)?.id ?? 0;
    return "again";
  }

  #dropAll(batch: readonly QueuedRequest[], reason: string): Outcome {
    this.#queue.acknowledge(batch.at(-1)?.id ?? 0);
    this.#drop(
      reason,
      batch.reduce((sum, { items }) => sum + items, 0),
    );
    return "done";
  }

  #answer(answer: Omit<RelayAnswer, "timeUnixMilliseconds">): void {
    this.#lastAnswer = { timeUnixMilliseconds: this.#world.now(), ...answer };
  }

  #drop(reason: string, items: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + items);
    this.#onChange();
  }

  async #wait(milliseconds: number): Promise<void> {
    this.#waitsUntil = this.#world.now() + milliseconds;
    this.#onChange();
    await this.#sleep(milliseconds);
    this.#waitsUntil = undefined;
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Whether a refusal may be because of a part of what was sent: it could not be read, or is too large. */
function mayBeOfOne(failure: SendFailure): boolean {
  switch (failure.kind) {
    case "http":
      return failure.status === 400 || failure.status === 413 || failure.status === 422;
    case "grpc":
      return failure.status === 3 || failure.status === 8; // INVALID_ARGUMENT, RESOURCE_EXHAUSTED
    default:
      return false;
  }
}
const isTarget = (target: RelayTarget | NoTarget | undefined): target is RelayTarget =>
  target !== undefined && !("problem" in target);
