import { ListenerError } from "./listenerError.ts";
import type { FromListener, ListenerMethod, ListenerRequests, ToListener } from "./listenerRequests.ts";

/** What a listener answers to a request. */
export type ListenerAnswer = Extract<FromListener, { readonly id: number }>;

/** What a listener says unasked. */
export type ListenerNotice = Exclude<FromListener, { readonly id: number }>;

/** The way of requests to a listener. */
export interface RequestWay {
  /** Lost requests are answered by the end of the way, not by this. */
  readonly send: (message: ToListener) => void;
  /** Why nobody answers any more. */
  readonly ended: () => ListenerError;
  /** How long an answer is waited for, and what is said when none came; undefined where the way ends before that. */
  readonly patience?: { readonly milliseconds: number; readonly exceeded: () => ListenerError };
}

interface Waiting {
  resolve(result: never): void;
  reject(error: ListenerError): void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** Asks a listener over any way, and finds the request that an answer belongs to. */
export class RequestChannel {
  readonly #way: RequestWay;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #isEnded = false;

  constructor(way: RequestWay) {
    this.#way = way;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Rejects with a {@link ListenerError}. */
  request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]> {
    if (this.#isEnded) return Promise.reject(this.#way.ended());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, timer: this.#timer(id, method, reject) });
      this.#way.send({ id, method, parameters } as ToListener);
    });
  }

  /** Settles the request of an answer; one that nobody waits for is passed over. */
  answered(answer: ListenerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if ("failure" in answer) waiting.reject(ListenerError.of(answer.failure));
    else waiting.resolve(answer.result as never);
  }

  /** Rejects what waits, and whatever is asked later. */
  end(): void {
    this.#isEnded = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#way.ended());
    }
    this.#waiting.clear();
  }

  /** An import takes as long as its files are large. */
  #timer(id: number, method: ListenerMethod, reject: Waiting["reject"]): NodeJS.Timeout | undefined {
    const { patience } = this.#way;
    if (patience === undefined || method === "importFiles") return undefined;
    return setTimeout(() => {
      this.#waiting.delete(id);
      reject(patience.exceeded());
    }, patience.milliseconds);
  }
}
