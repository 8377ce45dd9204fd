import { DeliveryStatisticsCounter } from "../../core/policy/deliver/deliveryStatistics.ts";
import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import type { DeliveryCount } from "../protocol/delivery.ts";
import { rowOf } from "../store/eventColumns.ts";
import type { EventStore } from "../store/eventStore.ts";

interface Running {
  readonly counter: DeliveryStatisticsCounter;
  next: number;
  missed: number;
}

const rememberedSessions = 8;
const eventsBetweenLooks = 64;

/**
 * Counts what the policy does to the kept events, for all of them and for single sessions. Nothing is counted before it is
 * asked for, so that receiving costs no more for it; then only what is new. What was counted and is let go later stays
 * counted.
 */
export class DeliveryCounts {
  readonly #policy: CompiledPolicy;
  readonly #store: EventStore;
  /** By session; `undefined` for all. The one that was asked for last is at the end. */
  readonly #running = new Map<string | undefined, Running>();

  constructor(policy: CompiledPolicy, store: EventStore) {
    this.#policy = policy;
    this.#store = store;
  }

  /** Goes on counting for at most so many milliseconds and tells what has been counted. */
  advance(session: string | undefined, milliseconds: number): DeliveryCount {
    const { first, next } = this.#store.range;
    const running = this.#running.get(session) ?? this.#begin(first);
    this.#running.delete(session);
    this.#running.set(session, running);
    for (const key of this.#running.keys()) {
      if (this.#running.size <= rememberedSessions) break;
      if (key !== undefined) this.#running.delete(key);
    }
    if (running.next < first) {
      running.missed += first - running.next;
      running.next = first;
    }
    const number = session === undefined ? undefined : this.#store.session(session)?.number;
    const deadline = performance.now() + milliseconds;
    for (; running.next < next; running.next++) {
      if (running.next % eventsBetweenLooks === 0 && performance.now() > deadline) break;
      if (session !== undefined && !this.#isOf(running.next, number)) continue;
      const received = this.#store.get(running.next);
      if (received !== undefined) running.counter.add(received.event);
    }
    return {
      destinations: running.counter.result(),
      complete: running.next >= next,
      missed: session === undefined ? running.missed : 0,
    };
  }

  #begin(next: number): Running {
    return { counter: new DeliveryStatisticsCounter(this.#policy), next, missed: 0 };
  }

  #isOf(id: number, session: number | undefined): boolean {
    return session !== undefined && this.#store.chunkOf(id)?.session[rowOf(id)] === session;
  }
}
