import { type OwnProcess, startOwnProcess } from "../../system/programs/startProgram.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import type { FromListener, ListenerMethod, ListenerNews, ListenerRequests } from "../protocol/listenerRequests.ts";

interface Waiting {
  resolve(result: never): void;
  reject(error: ListenerError): void;
}

type Log = Extract<FromListener, { log: unknown }>["log"];
type News = Exclude<FromListener, { readonly id: number }>;

/** How long a worker may take to end in order. */
const closeMilliseconds = 1500;

/**
 * The owner's side of the listener's worker: a process of its own. As a thread it could take the editor's extension host
 * with it, because Node aborts the whole process when a thread is ended while HTTP/2 data comes in (`onread->IsFunction()`,
 * nodejs/node issues 38418 and 64850; seen with Node 20.20).
 */
export class ListenerWorkerHost {
  readonly #worker: OwnProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #news = new Set<(news: News) => void>();
  readonly #exit = new Set<(reason: string) => void>();
  #nextId = 1;
  #ended = false;

  /** `workerFile` is the bundled `listener-worker.js`. */
  constructor(workerFile: string) {
    this.#worker = startOwnProcess("listenerWorker", workerFile);
    this.#worker.on("message", (message) => this.#receive(message as FromListener));
    this.#worker.on("error", (error) => this.#end(error.message));
    this.#worker.on("exit", (code, signal) => this.#end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  }

  /** The worker's process; undefined when it could not be started. */
  get processId(): number | undefined {
    return this.#worker.pid;
  }

  /** Asks the worker. Rejects with a {@link ListenerError}. */
  request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]> {
    if (this.#ended) return Promise.reject(ended());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // its end, not the failure of a send, is what answers those who wait
      this.#worker.send({ id, method, parameters }, () => undefined);
    });
  }

  /** Tells everything that the worker says unasked. Returns what ends the telling. */
  onNews(listener: (news: News) => void): () => void {
    this.#news.add(listener);
    return () => this.#news.delete(listener);
  }

  /** Tells, at display speed, which sessions got events and what has been counted. Returns what ends the telling. */
  onChanged(listener: (news: ListenerNews) => void): () => void {
    return this.onNews((news) => "changed" in news && listener(news.changed));
  }

  onLog(listener: (log: Log) => void): () => void {
    return this.onNews((news) => "log" in news && listener(news.log));
  }

  /** Tells once, with the reason, that the worker ended without having been asked to. */
  onExit(listener: (reason: string) => void): () => void {
    this.#exit.add(listener);
    return () => this.#exit.delete(listener);
  }

  /** Ends the worker at once. Requests that wait are rejected. */
  dispose(): void {
    this.#exit.clear();
    this.#end("disposed");
    this.#worker.kill("SIGKILL");
  }

  /** Ends the worker in order: requests in flight finish, and other windows are told. It has a moment for that. */
  async close(): Promise<void> {
    this.#exit.clear();
    this.#news.clear();
    if (!this.#ended) {
      const end = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, closeMilliseconds);
        this.request("close", undefined)
          .catch(() => undefined)
          .finally(() => {
            clearTimeout(timer);
            resolve();
          });
      });
      await end;
    }
    this.dispose();
  }

  #receive(message: FromListener): void {
    if (!("id" in message)) for (const listener of this.#news) listener(message);
    else {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ("failure" in message) {
        const { code, message: text, port } = message.failure;
        waiting?.reject(new ListenerError(code, text, port));
      } else waiting?.resolve(message.result as never);
    }
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(ended());
    this.#waiting.clear();
    for (const listener of this.#exit) listener(reason);
  }
}

const ended = () => new ListenerError("failed", "The listener's worker has ended: start the listener again.");
