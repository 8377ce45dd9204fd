import type { OtlpRequest, PartialSuccess } from "../../core/otlp/requests.ts";
import { shownEndpoint } from "../../core/otlp/shownEndpoint.ts";
import type { RelayAnswer, RelayStatus, RestReason } from "../protocol/delivery.ts";
import { explainFailure } from "../send/backendAnswer.ts";
import { proxyName } from "../send/httpProxy.ts";
import { OtlpSendError, type OtlpSender } from "../send/sender.ts";
import { backoff } from "./backoff.ts";
import { CountedQueue, type Dropped, itemsOf, type RequestQueue } from "./countedQueue.ts";
import { type DeliveryLedger, lossReasons } from "./deliveryLedger.ts";
import { type KeptEvents, noEvents } from "./keptEvents.ts";
import { afterFailure } from "./refusal.ts";
import type { QueuedRequest } from "./relayQueue.ts";
import { isSameTarget, type NoTarget, type RelayTarget } from "./relayTarget.ts";
import type { RelayWorld } from "./relayWorld.ts";

export interface OutboxEvents {
  /** Something was counted, or is in another state. */
  changed(): unknown;
  /** Something was lost, or forgotten: one sentence. */
  told(message: string): void;
  /** Whether the queues are still those of this process. */
  isOwn(): boolean;
}

/** Where what is queued goes. */
type Course =
  | { readonly kind: "rest"; readonly reason: RestReason }
  | { readonly kind: "stop"; readonly why: NoTarget }
  | { readonly kind: "send"; readonly target: RelayTarget; readonly sender: OtlpSender };

/** Why nothing is sent for now. */
type Hold = { readonly kind: "waiting"; readonly end: () => void } | { readonly kind: "paused" };

/**
 * What leaves, or has left, for one destination at one endpoint by one policy: sent in order, one request after the other.
 * What it accepted is at any time sent, refused, lost, waiting or at rest, and its ledger says how much of each, over all
 * processes. Whatever decides (time, chance, disk, receiver) comes from outside.
 */
export class Outbox {
  readonly #id: string;
  readonly #queue: CountedQueue;
  readonly #world: RelayWorld;
  readonly #events: OutboxEvents;
  #course: Course = { kind: "rest", reason: "gone" };
  #isCurrent = false;
  /** Why what is queued rests when it is not sent. */
  #restReason: RestReason = "gone";
  #hold: Hold | undefined;
  #failed = 0;
  /** Has a request on its way. */
  #busy: OtlpSender | undefined;
  #isRunning = false;
  /** Something is being dropped: does the next slice of it, or leaves the rest. */
  #dropping: { goOn(): void; end(): void } | undefined;
  #starting: (() => void) | undefined;
  /** Requests up to this one go one by one: together they were refused, and one of them may be the reason. */
  #singlyUntil = 0;
  #ending: "no" | "after this" | "when empty" | "ended" = "no";
  #onIdle: () => void = () => undefined;
  #lastAnswer: RelayAnswer | undefined;
  /** Losses that go on until something else happens: they are told when they begin. */
  readonly #ongoing = new Set<string>();
  /** How many missed events other processes could not remember. */
  readonly #forgottenBefore: number;
  #isForgettingTold = false;

  constructor(id: string, queue: RequestQueue, ledger: DeliveryLedger, world: RelayWorld, events: OutboxEvents) {
    this.#id = id;
    this.#world = world;
    this.#events = events;
    this.#forgottenBefore = ledger.missed.forgotten;
    this.#queue = new CountedQueue(queue, ledger, () => world.now());
    const { damaged } = this.#queue;
    if (ledger.isDamaged) events.told(`What was counted for ${this.#name} could not be read: its counters begin anew.`);
    if (damaged > 0) this.#tellLoss(damaged, lossReasons.damaged);
    this.#loseExpired(this.#queue.expired);
  }

  get ledger(): DeliveryLedger {
    return this.#queue.ledger;
  }

  /** Whether what is received goes into it. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /** Whether nothing is queued. */
  get isEmpty(): boolean {
    return this.#queue.isEmpty;
  }

  /** Whether it sends what is queued only because the person said so. */
  get isReleased(): boolean {
    return !this.#isCurrent && this.#course.kind !== "rest";
  }

  /** From now on it sends there, if it can, and what is received goes into it, if it is `isCurrent`. */
  setTarget(target: RelayTarget | NoTarget, isCurrent = true): void {
    this.#isCurrent = isCurrent;
    this.#steer(target);
  }

  /** From now on nothing goes into it, and nothing leaves it. What is on its way arrives or comes back. */
  rest(reason: RestReason): void {
    this.#isCurrent = false;
    this.#restReason = reason;
    this.#leave({ kind: "rest", reason });
  }

  /** Sends what is at rest. */
  release(target: RelayTarget): void {
    if (!this.#isCurrent) this.#steer(target);
  }

  /** The receiver is asked again at once. */
  tryAgain(): void {
    this.#endHold();
    this.#start();
  }

  /** A receiver that refused the key may take it now. */
  endPause(): void {
    if (this.#hold?.kind === "paused") this.tryAgain();
  }

  /** Takes what the destination receives of a request. When this returns, it is safe, or counted as lost. */
  accept(request: OtlpRequest, items: number, events: KeptEvents = noEvents): void {
    const reason = this.#queue.add(request, items, events);
    if (reason === undefined) {
      this.#ongoing.clear();
      this.#start();
    } else this.#tellLoss(items, reason);
  }

  /**
   * Forgets what is queued: it is lost. Tells how many items that were, once all of it is; undefined while a request is on its
   * way, or something is lost already.
   */
  discard(): Promise<number> | undefined {
    if (this.#busy !== undefined || this.#dropping !== undefined) return undefined;
    // what comes in meanwhile stays
    const { lastId } = this.#queue;
    return new Promise((resolve) => {
      this.#drop(
        () => this.#queue.dropSome(lossReasons.discarded, lastId),
        (items) => {
          if (this.isReleased) this.rest(this.#restReason);
          if (items > 0) this.#events.told(`${items} items for ${this.#name} were discarded.`);
          resolve(items);
        },
      );
    });
  }

  /** What has waited for more than a day is lost. */
  loseExpired(): void {
    if (this.#busy === undefined && this.#dropping === undefined) this.#loseExpired(0);
  }

  status(): RelayStatus {
    const { ledger, bytes } = this.#queue;
    const { destination, endpoint, protocol, policyOrigin, headers } = ledger.owner;
    const course = this.#course;
    return {
      queue: this.#id,
      destination,
      endpoint: addressOf(endpoint),
      protocol,
      ...(course.kind === "send" && course.target.proxy && { proxy: proxyName(course.target.proxy) }),
      policyOrigin,
      isCurrent: this.#isCurrent,
      state: this.#state,
      ...(course.kind === "rest" && { rest: course.reason }),
      ...(course.kind === "stop" && course.why),
      items: ledger.counts(this.#isAtRest),
      bytes: { sent: ledger.sentBytes, queued: bytes },
      requests: ledger.requests,
      retries: ledger.retries,
      refusals: ledger.refusals,
      losses: ledger.losses,
      missed: ledger.missed.size,
      forgotten: ledger.missed.forgotten,
      variables: [...new Set(headers.map(([, variable]) => variable))],
      ...(this.#lastAnswer && { lastAnswer: this.#lastAnswer }),
    };
  }

  /**
   * Ends it, in `milliseconds` at most: after the request that is on its way when what waits outlives the process, otherwise
   * after all that the receiver still takes; the rest is lost then.
   */
  async stop(milliseconds: number): Promise<void> {
    if (this.#ending !== "no") return;
    while (this.#dropping !== undefined) this.#dropping.goOn();
    this.#ending = this.#queue.isKept ? "after this" : "when empty";
    if (this.#hold?.kind === "waiting") this.#endHold();
    this.#start();
    if (this.#isRunning || this.#starting !== undefined)
      await new Promise<void>((resolve) => {
        const cancel = this.#world.after(milliseconds, resolve);
        this.#onIdle = () => {
          cancel();
          resolve();
        };
      });
    this.#ending = "ended";
    this.#starting?.();
    this.#busy?.close();
    if (this.#course.kind === "send") this.#course.sender.close();
    this.#queue.close();
  }

  /** Leaves everything as it is on the disk: another process goes on with it. */
  abandon(): void {
    this.#ending = "ended";
    this.#dropping?.end();
    this.#endHold();
    this.#starting?.();
    this.#busy?.close();
    if (this.#course.kind === "send") this.#course.sender.close();
    this.#queue.abandon();
    this.#onIdle();
  }

  get #name(): string {
    const { destination, endpoint } = this.ledger.owner;
    return destination === "" ? "an unknown destination" : `${destination} at ${addressOf(endpoint)}`;
  }

  get #isAtRest(): boolean {
    const course = this.#course;
    return course.kind === "rest" || (course.kind === "stop" && course.why.needsConsent === true);
  }

  get #state(): RelayStatus["state"] {
    if (this.#course.kind === "rest") return "resting";
    if (this.#course.kind === "stop") return "stopped";
    return this.#hold?.kind ?? (this.isEmpty ? "idle" : "sending");
  }

  #steer(target: RelayTarget | NoTarget): void {
    const course = this.#course;
    const before = course.kind === "send" ? course.target : course.kind === "stop" ? course.why : undefined;
    // what is on its way there must not be cut off
    if (isSameTarget(target, before)) return;
    if ("problem" in target) this.#leave({ kind: "stop", why: target });
    else {
      const { url, protocol, ...options } = target;
      const sender = this.#world.openSender(url, protocol, options);
      this.#leave({ kind: "send", target, sender });
      this.#start();
    }
  }

  /** A sender that has a request on its way is closed once that has arrived or come back. */
  #leave(course: Course): void {
    if (this.#course.kind === "send" && this.#course.sender !== this.#busy) this.#course.sender.close();
    this.#course = course;
    this.#failed = 0;
    this.#endHold();
    this.#events.changed();
  }

  #endHold(): void {
    if (this.#hold?.kind === "waiting") this.#hold.end();
    this.#hold = undefined;
  }

  get #isEnded(): boolean {
    return this.#ending === "ended";
  }

  get #canSend(): boolean {
    const mayGoOn = this.#ending === "no" || this.#ending === "when empty";
    const isFree = this.#hold === undefined && this.#dropping === undefined;
    const isReady = mayGoOn && isFree && this.#course.kind === "send" && !this.isEmpty;
    return isReady && this.#events.isOwn();
  }

  /** What arrives in the same moment goes together. */
  #start(): void {
    if (this.#starting !== undefined || this.#isRunning || !this.#canSend) return;
    const cancel = this.#world.after(0, () => {
      this.#starting = undefined;
      void this.#run();
    });
    this.#starting = () => {
      this.#starting = undefined;
      cancel();
    };
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#canSend && this.#course.kind === "send") {
      await this.#sendNext(this.#course);
      this.#tellForgotten();
      this.#events.changed();
    }
    this.#isRunning = false;
    if (this.isReleased && this.isEmpty && this.#ending !== "ended") this.rest(this.#restReason);
    this.#onIdle();
  }

  async #sendNext(course: Course & { readonly kind: "send" }): Promise<void> {
    const batch = this.#queue.next(this.#queue.firstId <= this.#singlyUntil);
    const read = this.#queue.read(batch);
    if (read === undefined) {
      this.#giveUp(batch, "lost", lossReasons.unreadable);
      return;
    }
    this.#busy = course.sender;
    const [answer] = await Promise.allSettled([course.sender.send(read.request)]);
    this.#busy = undefined;
    // the time to end was over before the answer came, or another process has the queue: it is closed
    if (this.#isEnded || !this.#events.isOwn()) return;
    if (course !== this.#course) course.sender.close();
    if (answer.status === "fulfilled") this.#arrived(batch, read.bytes, answer.value);
    else if (course === this.#course) this.#failedWith(answer.reason, batch, course.target);
  }

  #arrived(batch: readonly QueuedRequest[], bytes: number, partial: PartialSuccess | undefined): void {
    const rejected = Math.min(itemsOf(batch), Math.max(0, partial?.rejected ?? 0));
    this.#failed = 0;
    this.#answer({
      ...(rejected > 0
        ? { good: false, summary: `accepted, but for ${rejected}`, cause: "backend" }
        : { good: true, summary: "accepted" }),
      check: partial?.message ?? "",
    });
    this.#queue.sent(batch, bytes, rejected);
  }

  #failedWith(failure: unknown, batch: readonly QueuedRequest[], { url, protocol }: RelayTarget): void {
    if (!(failure instanceof OtlpSendError)) {
      this.#giveUp(batch, "lost", lossReasons.unreadable);
      return;
    }
    const explained = explainFailure(failure.failure, url, protocol);
    this.#answer({ good: false, ...explained });
    switch (afterFailure(failure, explained.cause)) {
      case "retry":
        this.#failed++;
        this.ledger.retried();
        this.#wait(backoff(this.#failed, failure.retryAfterMilliseconds, () => this.#world.random()));
        return;
      case "pause":
        this.#hold = { kind: "paused" };
        return;
      case "divide":
        this.#giveUp(batch, "refused", explained.summary);
        return;
      case "refuse":
        this.#queue.drop(batch, "refused", explained.summary);
        return;
    }
  }

  #wait(milliseconds: number): void {
    if (this.#ending !== "no") {
      this.#ending = "after this";
      return;
    }
    const end = this.#world.after(milliseconds, () => {
      this.#hold = undefined;
      this.#events.changed();
      this.#start();
    });
    this.#hold = { kind: "waiting", end };
  }

  /** Gives a request up that will never be taken; of several, each is tried alone first. */
  #giveUp(batch: readonly QueuedRequest[], how: "refused" | "lost", reason: string): void {
    if (batch.length > 1) {
      this.#singlyUntil = batch.at(-1)?.id ?? 0;
      return;
    }
    this.#queue.drop(batch, how, reason);
    if (how === "lost") this.#tellLoss(itemsOf(batch), reason);
  }

  /** `already` items of whole files were too old. */
  #loseExpired(already: number): void {
    this.#drop(
      () => this.#queue.dropSomeExpired(),
      (items) => items + already > 0 && this.#tellLoss(items + already, lossReasons.expired),
    );
  }

  /** Drops something in slices, between which others have their turn; nothing is sent meanwhile. */
  #drop(some: () => Dropped, onEnd: (items: number) => unknown): void {
    let items = 0;
    let cancel = (): void => undefined;
    const end = (): void => {
      cancel();
      this.#dropping = undefined;
      onEnd(items);
      this.#events.changed();
      this.#start();
    };
    const goOn = (): void => {
      cancel();
      const dropped = some();
      items += dropped.items;
      if (dropped.isAll) end();
      else cancel = this.#world.after(0, () => (this.#events.isOwn() ? goOn() : end()));
    };
    this.#dropping = { goOn, end };
    goOn();
  }

  #answer(answer: Omit<RelayAnswer, "timeUnixMilliseconds">): void {
    this.#lastAnswer = { timeUnixMilliseconds: this.#world.now(), ...answer };
  }

  #tellLoss(items: number, reason: string): void {
    this.#events.changed();
    this.#tellForgotten();
    if (this.#ongoing.has(reason)) return;
    const isOngoing = reason === lossReasons.full || reason === lossReasons.disk;
    if (isOngoing) this.#ongoing.add(reason);
    const more = isOngoing ? ", and so is what follows until there is room" : "";
    this.#events.told(`${items} items for ${this.#name} are lost${more}: ${reason}.`);
  }

  /** Once, when it begins; then they are only counted. */
  #tellForgotten(): void {
    const forgotten = this.ledger.missed.forgotten - this.#forgottenBefore;
    if (forgotten === 0 || this.#isForgettingTold) return;
    this.#isForgettingTold = true;
    this.#events.told(
      `The oldest ${forgotten} events for ${this.#name} that were refused or lost cannot be sent again any more, and so it goes on: more are missed than can be remembered.`,
    );
  }
}

/** An endpoint as it is sent to, without credentials; empty for what is no URL. */
const addressOf = (endpoint: string): string => (URL.canParse(endpoint) ? shownEndpoint(new URL(endpoint).href) : "");
