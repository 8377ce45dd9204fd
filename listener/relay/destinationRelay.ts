import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import type { OtlpRequest } from "../../core/otlp/requests.ts";
import type { RelayAnswer, RelayStatus } from "../protocol.ts";
import { explainFailure } from "../send/backendAnswer.ts";
import { OtlpSendError, type OtlpSender, openSender } from "../send/otlpSender.ts";
import { backoff } from "./backoff.ts";
import type { QueuedRequest, RelayQueue } from "./relayQueue.ts";
import type { NoTarget, RelayTarget } from "./relayTarget.ts";

/** Small requests of one signal go together, up to so many bytes. */
const batchBytes = 512 * 1024;

export interface RelayClock {
  now(): number;
  random(): number;
}

/** Sends what one destination receives, in order, one request after the other. */
export class DestinationRelay {
  readonly #name: string;
  readonly #queue: RelayQueue;
  readonly #clock: RelayClock;
  readonly #onChange: () => void;
  #target: RelayTarget | NoTarget | undefined;
  #sender: OtlpSender | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #wake: () => void = () => undefined;
  #accepted = { items: 0, bytes: 0 };
  #sent = { items: 0, bytes: 0, requests: 0 };
  #retries = 0;
  #rejected = 0;
  #lastAnswer: RelayAnswer | undefined;
  #waitsUntil: number | undefined;
  readonly #dropped = new Map<string, number>();

  constructor(name: string, queue: RelayQueue, clock: RelayClock, onChange: () => void) {
    this.#name = name;
    this.#queue = queue;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** From now on it sends there, if it can. */
  setTarget(target: RelayTarget | NoTarget): void {
    this.#sender?.close();
    this.#sender =
      "problem" in target ? undefined : openSender(target.url, target.protocol, { headers: target.headers });
    this.#target = target;
    this.#wake();
    this.#run();
  }

  /** Takes what the destination receives of a request. When this returns, it is safe, or counted as dropped. */
  accept(request: OtlpRequest, items: number): void {
    const bytes = encodeRequest(request);
    this.#accepted.items += items;
    this.#accepted.bytes += bytes.length;
    try {
      if (!this.#queue.add(request.signal, items, bytes)) this.#drop("the queue is full", items);
    } catch {
      this.#drop("the disk did not take it", items);
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

  /** Ends it after the request that is on its way, if that takes no longer than `milliseconds`. What waits is kept. */
  async stop(milliseconds: number): Promise<void> {
    this.#stopped = true;
    this.#wake();
    const patience = new Promise<void>((resolve) => {
      setTimeout(resolve, milliseconds).unref();
    });
    await Promise.race([this.#running, patience]);
    this.#sender?.close();
    this.#queue.close();
  }

  #run(): void {
    if (this.#running !== undefined || this.#stopped) return;
    this.#running = this.#sendAll()
      .catch(() => this.#drop("it could not be read again", 0))
      .finally(() => {
        this.#running = undefined;
        this.#onChange();
      });
  }

  async #sendAll(): Promise<void> {
    // what arrives in the same moment goes together
    await this.#sleep(0);
    for (let failed = 0; !this.#stopped; ) {
      const batch = this.#queue.next(batchBytes);
      const target = this.#target;
      const sender = this.#sender;
      if (batch.length === 0 || !isTarget(target) || sender === undefined) return;
      const outcome = await this.#send(batch, sender, target);
      this.#onChange();
      if (outcome === "done") failed = 0;
      else {
        failed++;
        this.#retries++;
        await this.#wait(backoff(failed, outcome.retryAfterMilliseconds, () => this.#clock.random()));
      }
    }
  }

  async #send(
    batch: readonly QueuedRequest[],
    sender: OtlpSender,
    target: RelayTarget,
  ): Promise<"done" | OtlpSendError> {
    const [first] = batch as readonly [QueuedRequest];
    const items = batch.reduce((sum, request) => sum + request.items, 0);
    const bytes = batch.reduce((sum, request) => sum + request.bytes, 0);
    const last = batch.at(-1)?.id ?? first.id;
    try {
      const partial = await sender.send(decodeRequest(first.signal, this.#queue.read(batch)));
      this.#rejected += partial?.rejected ?? 0;
      this.#sent.items += items - (partial?.rejected ?? 0);
      this.#sent.bytes += bytes;
      this.#sent.requests++;
      this.#answer({
        ...(partial?.rejected
          ? { good: false, summary: `accepted, but for ${partial.rejected}`, cause: "backend" }
          : { good: true, summary: "accepted" }),
        check: partial?.message ?? "",
      });
      this.#queue.acknowledge(last);
      return "done";
    } catch (error) {
      if (!(error instanceof OtlpSendError)) throw error;
      // closed under way: another target, or the end
      if (sender !== this.#sender || this.#stopped) return error;
      const explained = explainFailure(error.failure, target.url, target.protocol);
      const { summary } = explained;
      this.#answer({ good: false, ...explained });
      if (error.retryable) return error;
      this.#drop(summary, items);
      this.#queue.acknowledge(last);
      return "done";
    }
  }

  #answer(answer: Omit<RelayAnswer, "timeUnixMilliseconds">): void {
    this.#lastAnswer = { timeUnixMilliseconds: this.#clock.now(), ...answer };
  }

  #drop(reason: string, items: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + items);
    this.#onChange();
  }

  async #wait(milliseconds: number): Promise<void> {
    this.#waitsUntil = this.#clock.now() + milliseconds;
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

const isTarget = (target: RelayTarget | NoTarget | undefined): target is RelayTarget =>
  target !== undefined && !("problem" in target);
