import { type OwnProcess, startOwnProcess } from "../../system/programs/startProgram.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import type { FromListener, ListenerMethod, ListenerNews, ListenerRequests } from "../protocol/listenerRequests.ts";
import { type ListenerNotice, RequestChannel, type RequestWay } from "../protocol/requestChannel.ts";

type Log = Extract<FromListener, { log: unknown }>["log"];

/** How long a worker may take to end in order. */
const closeMilliseconds = 1500;

/**
 * The owner's side of the listener's worker: a process of its own. As a thread it could take the editor's extension host
 * with it, because Node aborts the whole process when a thread is ended while HTTP/2 data comes in (`onread->IsFunction()`,
 * nodejs/node issues 38418 and 64850; seen with Node 20.20).
 */
export class ListenerWorkerHost {
  readonly #worker: OwnProcess;
  readonly #channel: RequestChannel;
  readonly #news = new Set<(news: ListenerNotice) => void>();
  readonly #exit = new Set<(reason: string) => void>();

  /** `workerFile` is the bundled `listener-worker.js`. */
  constructor(workerFile: string) {
    this.#worker = startOwnProcess("listenerWorker", workerFile);
    // its end, not the failure of a send, is what answers those who wait
    const send: RequestWay["send"] = (message) => void this.#worker.send(message, () => undefined);
    this.#channel = new RequestChannel({ send, ended });
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
    return this.#channel.request(method, parameters);
  }

  /** Tells everything that the worker says unasked. Returns what ends the telling. */
  onNews(listener: (news: ListenerNotice) => void): () => void {
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
    if (!this.#channel.isEnded) {
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
    else this.#channel.answered(message);
  }

  #end(reason: string): void {
    if (this.#channel.isEnded) return;
    this.#channel.end();
    for (const listener of this.#exit) listener(reason);
  }
}

const ended = () => new ListenerError("failed", "The listener's worker has ended: start the listener again.");
