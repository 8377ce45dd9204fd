import { type MessagePort, parentPort } from "node:worker_threads";
import { Listener } from "./listener.ts";
import { ListenerError } from "./listenerError.ts";
import type {
  FromListener,
  ListenerFailure,
  ListenerMethod,
  ListenerOptions,
  ListenerRequests,
  ToListener,
} from "./protocol.ts";

/** News go out at display speed, so that a burst of events costs the editor no more than a few. */
const newsMilliseconds = 100;
const refusalLogMilliseconds = 1000;

type Handlers = {
  [M in ListenerMethod]: (
    parameters: ListenerRequests[M]["parameters"],
  ) => ListenerRequests[M]["result"] | Promise<ListenerRequests[M]["result"]>;
};

/** Runs a listener and speaks the protocol of `protocol.ts` over a port. */
class ListenerWorker {
  readonly #port: MessagePort;
  readonly #changedSessions = new Set<string>();
  #listener: Listener | undefined;
  #news: NodeJS.Timeout | undefined;
  #lastRefusalLog = 0;
  #imports = new AbortController();

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: ToListener) => void this.#answer(message));
  }

  readonly #handlers: Handlers = {
    start: async (options) => {
      if (this.#listener) {
        await this.#listener.stop();
        this.#listener.setPolicy(options.policyText);
        this.#listener.setMaximumEvents(options.maximumEvents);
      } else this.#listener = this.#create(options);
      return this.#listener.start(options);
    },
    stop: async () => {
      await this.#listener?.stop();
      return undefined;
    },
    setPolicy: ({ policyText }) => {
      this.#running.setPolicy(policyText);
      return undefined;
    },
    totals: () => this.#running.totals(),
    sessions: (parameters) => this.#running.sessions(parameters?.filter),
    turns: ({ session, filter }) => this.#running.turns(session, filter),
    events: ({ session, turn, offset, limit, filter }) => this.#running.events(session, turn, offset, limit, filter),
    find: ({ filter, limit, before }) => this.#running.find(filter, limit, before),
    filterProgress: ({ filter }) => this.#running.filterProgress(filter),
    event: ({ id }) => this.#running.event(id),
    preview: ({ id, destination }) => this.#running.preview(id, destination),
    destinations: () => this.#running.destinations(),
    startRecording: ({ file, ...limits }) => this.#running.startRecording(file, limits),
    stopRecording: () => this.#running.stopRecording(),
    recording: () => this.#running.recording(),
    importFiles: ({ files, speed }) =>
      this.#running.importFiles(files, {
        ...(speed !== undefined && { speed }),
        signal: this.#imports.signal,
        onProgress: (importing) => this.#send({ importing }),
      }),
    cancelImport: () => {
      this.#imports.abort();
      this.#imports = new AbortController();
      return undefined;
    },
    relays: () => this.#running.relays(),
    setSecrets: ({ secrets }) => {
      this.#running.setSecrets(secrets);
      return undefined;
    },
    clear: () => {
      this.#running.clear();
      return undefined;
    },
  };

  #create(options: ListenerOptions): Listener {
    return new Listener(options, (name) => process.env[name], {
      sessions: (ids) => {
        for (const id of ids) this.#changedSessions.add(id);
      },
      changed: () => this.#announce(),
      refused: (reason) => this.#logRefusal(reason),
      recordingFailed: (message) => this.#send({ log: { level: "error", message } }),
    });
  }

  get #running(): Listener {
    if (this.#listener) return this.#listener;
    throw new ListenerError("failed", "The listener has not been started: start it first.");
  }

  async #answer({ id, method, parameters }: ToListener): Promise<void> {
    try {
      const handler = this.#handlers[method] as (parameters: unknown) => unknown;
      this.#send({ id, result: await handler(parameters) });
    } catch (error) {
      this.#send({ id, failure: toFailure(error) });
    }
  }

  #announce(): void {
    this.#news ??= setTimeout(() => {
      this.#news = undefined;
      const sessions = [...this.#changedSessions];
      this.#changedSessions.clear();
      if (this.#listener) this.#send({ changed: { sessions, totals: this.#listener.totals() } });
    }, newsMilliseconds);
  }

  /** A sender that is refused tries again and again: once a second is enough to say so. */
  #logRefusal(reason: string): void {
    const now = Date.now();
    if (now - this.#lastRefusalLog < refusalLogMilliseconds) return;
    this.#lastRefusalLog = now;
    this.#send({ log: { level: "warn", message: `Refused a request: ${reason}` } });
  }

  #send(message: FromListener): void {
    this.#port.postMessage(message);
  }
}

function toFailure(error: unknown): ListenerFailure {
  if (error instanceof ListenerError) return error.toFailure();
  return { code: "failed", message: `The listener failed: ${error instanceof Error ? error.message : String(error)}` };
}

if (parentPort) new ListenerWorker(parentPort);
