import { setFlagsFromString } from "node:v8";
import { anyOf } from "../protocol/anySessions.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import type { ListenerFailure } from "../protocol/listenerFailure.ts";
import type { ForwardingOptions, ListenerOptions, ShareOptions } from "../protocol/listenerOptions.ts";
import type { FromListener, ListenerMethod, ListenerRequests, ToListener } from "../protocol/listenerRequests.ts";
import type { ListenerAddresses } from "../protocol/totals.ts";
import { holdsQueues } from "../relay/queueFolders.ts";
import { testConnection } from "../send/connectionProbe.ts";
import { SegmentFolder } from "../store/segments/segmentFolder.ts";
import { foreignParameters } from "../windows/foreignParameters.ts";
import { KeptClaim } from "../windows/keptClaim.ts";
import { Sharing } from "../windows/sharing.ts";
import { Listener, type ListenerObserver } from "./listener.ts";
import { MemoryPressure } from "./memoryPressure.ts";
import { NewsPace } from "./newsPace.ts";
import { RefusalNotes } from "./refusalNotes.ts";

/** News go out at display speed, so that a burst of events costs the editor no more than a few. */
const newsMilliseconds = 40;
/** Of more changed sessions than this the news say that everything has changed. */
const mostSessionsTold = 1000;
/** How often it is looked whether another window has what waits to be sent. */
const lookMilliseconds = 2000;
/** How long what is in flight may take to finish after the owner has ended. */
const closeMilliseconds = 5000;

type Handlers = {
  [M in ListenerMethod]: (
    parameters: ListenerRequests[M]["parameters"],
  ) => ListenerRequests[M]["result"] | Promise<ListenerRequests[M]["result"]>;
};

/** Runs a listener and speaks the protocol of `protocol.ts` with the process that started this one. */
class ListenerWorker {
  readonly #changedSessions = new Set<string>();
  readonly #news = new NewsPace(() => this.#tellNews(), newsMilliseconds);
  readonly #memory = new MemoryPressure();
  #listener: Listener | undefined;
  readonly #refusals = new RefusalNotes((message) => this.#warn(message));
  #imports = new AbortController();
  #sharing: Sharing | undefined;
  /** Of the folder of what waits to be sent, once something was forwarded. */
  #queues: KeptClaim | undefined;
  #addresses: ListenerAddresses | undefined;
  #everythingChanged = false;
  #forgetAtEnd = false;
  #maximumMessageBytes: number | undefined;
  /** The listener, while its folders are opened. */
  #opening: Promise<unknown> | undefined;
  /** Starts and stops of several windows happen one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor() {
    process.on("message", (message) => {
      const { id, method, parameters } = message as ToListener;
      void this.#answer(id, method, parameters, (answer) => this.#send(answer));
    });
    process.once("disconnect", () => {
      setTimeout(() => process.exit(), closeMilliseconds);
      void this.#inTurn(() => this.#close()).finally(() => process.exit());
    });
    process.on("uncaughtException", (error) => {
      this.#send({ log: { level: "error", message: `The listener's worker failed: ${error.message}` } }, () =>
        process.exit(1),
      );
    });
    // the editor's server is ended so in a terminal: the worker ends with its owner, in order
    process.on("SIGINT", () => undefined);
  }

  readonly #handlers: Handlers = {
    start: (options) => this.#inTurn(() => this.#start(options)),
    stop: () => this.#inTurn(() => this.#stop()),
    addresses: () => this.#addresses,
    close: () => this.#inTurn(() => this.#close()),
    setPolicy: ({ policyText, policyOrigin, policyPlace }) => {
      this.#everythingChanged = true;
      this.#running.setPolicy(policyText, policyOrigin, policyPlace);
      return undefined;
    },
    totals: () => this.#running.totals(),
    sessions: (parameters) => this.#running.queries.sessions(parameters?.filter),
    turns: ({ session, filter }) => this.#running.queries.turns(session, filter),
    events: ({ session, turn, offset, limit, from, filter }) =>
      this.#running.queries.events(session, turn, offset, limit, filter, from),
    timeline: ({ session, after, limit }) => this.#running.queries.timeline(session, after, limit),
    find: ({ filter, limit, before }) => this.#running.queries.find(filter, limit, before),
    filterProgress: ({ filter }) => this.#running.queries.filterProgress(filter),
    seen: ({ filters }) => this.#running.queries.seen(filters),
    event: ({ id }) => this.#running.queries.event(id),
    preview: ({ id, destination, reveal }) => this.#running.queries.preview(id, destination, reveal === true),
    sessionPreview: ({ session, destination, reveal }) =>
      this.#running.queries.sessionPreview(session, destination, reveal === true),
    destinations: () => this.#running.queries.destinations(),
    detections: () => this.#running.queries.detections(),
    deliveries: ({ session }) => this.#running.queries.deliveries(session),
    policyEffect: ({ policyText }) => this.#running.queries.policyEffect(policyText),
    startRecording: ({ file, ...limits }) => this.#running.startRecording(file, limits),
    stopRecording: () => this.#running.stopRecording(),
    recording: () => this.#running.recording(),
    eventsJson: (which) => this.#running.queries.eventsJson(which),
    exportSession: ({ session, file }) => this.#running.queries.exportSession(session, file),
    importFiles: ({ files, speed }) =>
      this.#running.importFiles(files, {
        ...(speed !== undefined && { speed }),
        signal: this.#imports.signal,
        onProgress: (importing) => {
          this.#send({ importing });
          this.#sharing?.tell({ importing });
        },
      }),
    cancelImport: () => {
      this.#imports.abort();
      this.#imports = new AbortController();
      return undefined;
    },
    testConnection,
    relays: () => this.#running.relays(),
    sendQueue: ({ queue, secrets, asked }) => {
      this.#running.sendQueue(queue, secrets ?? {}, asked);
      return undefined;
    },
    discardQueue: ({ queue }) => this.#running.discardQueue(queue),
    tryAgain: ({ queue }) => {
      this.#running.tryAgain(queue);
      return undefined;
    },
    missedEvents: ({ destination }) => this.#running.missedEvents(destination),
    sendAgain: ({ destination }) => this.#running.sendAgain(destination),
    setForwarding: ({ forward, ...options }) =>
      this.#inTurn(async () => {
        await this.#claimQueues(options);
        this.#running.setForwarding(forward, options);
        return undefined;
      }),
    setSecrets: ({ secrets }) => {
      this.#running.setSecrets(secrets);
      return undefined;
    },
    setSenderToken: ({ token }) => {
      this.#running.setSenderToken(token);
      return undefined;
    },
    clear: () => {
      this.#everythingChanged = true;
      this.#running.clear();
      return undefined;
    },
  };

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(task);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #start(options: ListenerOptions): Promise<ListenerAddresses> {
    this.#addresses = undefined;
    try {
      await this.#claimQueues(options, options.share);
      if (this.#listener) {
        await this.#listener.stop();
        // another window that starts it again leaves the owner's policy, forwarding, limits and token as they are
        if ("policyText" in options) {
          this.#listener.setPolicy(options.policyText, options.policyOrigin, options.policyPlace);
          this.#listener.setMaximumEvents(options.maximumEvents);
          this.#maximumMessageBytes = options.maximumMessageBytes;
          this.#listener.setSenderToken(options.senderToken);
        }
        if (options.forward !== undefined) this.#listener.setForwarding(options.forward, options);
      } else {
        if (options.forgetFolder !== undefined) new SegmentFolder(options.forgetFolder).forgetRest();
        await this.#open(options);
        this.#maximumMessageBytes = options.maximumMessageBytes;
      }
      const listener = this.#running;
      if (options.resumeRecording !== undefined) this.#resumeRecording(listener, options.resumeRecording);
      const limit = this.#maximumMessageBytes;
      const addresses = await listener.start({
        ...options,
        ...(limit !== undefined && { maximumMessageBytes: limit }),
      });
      this.#addresses = addresses;
      if (options.share) await this.#share(options.share);
      return addresses;
    } finally {
      await this.#tellAddresses();
    }
  }

  /** Receiving goes on without it when that fails; the owner asks what is recorded. */
  #resumeRecording(listener: Listener, { file, ...limits }: NonNullable<ListenerOptions["resumeRecording"]>): void {
    try {
      listener.startRecording(file, limits);
    } catch (error) {
      this.#send({ log: { level: "error", message: toFailure(error).message } });
    }
  }

  /** What waits is sent by one process only. Throws a `ListenerError` while another one does that. */
  async #claimQueues({ relayFolder, leftRelayFolder }: ForwardingOptions, share?: ShareOptions): Promise<void> {
    const folder =
      relayFolder ?? (leftRelayFolder !== undefined && holdsQueues(leftRelayFolder) ? leftRelayFolder : undefined);
    if (folder === undefined || this.#queues !== undefined) return;
    const { version = "", window = "" } = share ?? {};
    const claimant = { version, name: `the window "${window}"`, isListener: true };
    const queues = await KeptClaim.take(folder, claimant, {
      lost: () => this.#warn("Another process has what waits to be sent: requests are refused until it lets go of it."),
      regained: () => void this.#reopenQueues(),
    });
    this.#queues = queues;
    setInterval(() => void queues.look(), lookMilliseconds).unref();
  }

  async #reopenQueues(): Promise<void> {
    try {
      await this.#listener?.reopenQueues();
    } catch (error) {
      this.#send({ log: { level: "error", message: toFailure(error).message } });
    }
  }

  async #stop(): Promise<undefined> {
    this.#addresses = undefined;
    await this.#listener?.stop();
    await this.#tellAddresses();
  }

  async #close(): Promise<undefined> {
    await this.#listener?.stop();
    if (this.#forgetAtEnd && this.#sharing?.isAlone === true) this.#listener?.clear();
    await this.#listener?.close();
    await this.#queues?.release();
    await this.#sharing?.close();
  }

  /** Whatever is asked meanwhile is answered then. */
  async #open(options: ListenerOptions): Promise<void> {
    const opening = this.#create(options).then((listener) => {
      this.#listener = listener;
    });
    this.#opening = opening.catch(() => undefined);
    await opening.finally(() => {
      this.#opening = undefined;
    });
  }

  #create(options: ListenerOptions): Promise<Listener> {
    const warn = (message: string) => this.#warn(message);
    const observer: ListenerObserver = {
      sessions: (ids) => {
        if (this.#changedSessions.size <= mostSessionsTold) for (const id of ids) this.#changedSessions.add(id);
      },
      inspected: () => {
        this.#everythingChanged = true;
      },
      changed: () => this.#news.note(),
      refused: (reason) => this.#refusals.note(reason),
      unread: warn,
      forwardingTold: warn,
      recordingFailed: (recordingFailed) => {
        this.#send({ recordingFailed });
        this.#sharing?.tell({ recordingFailed });
      },
      isBusy: () => this.#memory.isHigh,
    };
    const isOwner = () => this.#queues?.isHeld ?? true;
    return Listener.open(options, (name) => process.env[name], observer, { isOwner });
  }

  get #running(): Listener {
    if (this.#listener) return this.#listener;
    throw new ListenerError("failed", "The listener has not been started: start it first.");
  }

  async #answer(
    id: number,
    method: ListenerMethod,
    parameters: unknown,
    reply: (answer: FromListener) => void,
  ): Promise<void> {
    try {
      await this.#opening;
      const handler = this.#handlers[method] as (parameters: unknown) => unknown;
      reply({ id, result: await handler(parameters) });
    } catch (error) {
      reply({ id, failure: toFailure(error) });
    }
  }

  /** Opens the listener to other windows. It goes on without them when that fails. */
  async #share(options: ShareOptions): Promise<void> {
    this.#forgetAtEnd = options.forgetAtEnd;
    try {
      this.#sharing ??= await Sharing.open(options, {
        answer: (method, { id, parameters }, reply) =>
          void this.#answer(id, method, foreignParameters(method, parameters), reply),
        replaced: () => void this.#stepDown(),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(`Other windows cannot show this listener's stream: ${reason}`);
    }
  }

  /** Says where the listener listens now: to the owner as well, because another window may have started or stopped it. */
  async #tellAddresses(): Promise<void> {
    this.#send({ listening: this.#addresses ?? null });
    await this.#sharing?.publish(this.#addresses).catch((error: unknown) => {
      this.#warn(`Other windows cannot be told of this listener: ${String(error)}`);
    });
  }

  /** Another window took over while this one slept: it must not receive what the other one then never shows. */
  async #stepDown(): Promise<void> {
    await this.#listener?.stop();
    await this.#listener?.close();
    await this.#queues?.release();
    this.#send({ replaced: true });
  }

  #tellNews(): void {
    const isMany = this.#changedSessions.size > mostSessionsTold;
    const sessions = this.#everythingChanged || isMany ? undefined : [...this.#changedSessions];
    this.#changedSessions.clear();
    this.#everythingChanged = false;
    if (!this.#listener) return;
    const recording = this.#listener.recording();
    const totals = this.#listener.totals();
    const changed = { sessions: sessions ?? anyOf(totals), totals, ...(recording && { recording }) };
    this.#send({ changed });
    this.#sharing?.tell({ changed });
  }

  #warn(message: string): void {
    this.#send({ log: { level: "warn", message } });
  }

  /** To nobody when the owner has ended: this process is about to end then, too. */
  #send(message: FromListener, sent: () => void = () => undefined): void {
    if (process.connected) process.send?.(message, undefined, undefined, sent);
    else sent();
  }
}

function toFailure(error: unknown): ListenerFailure {
  if (error instanceof ListenerError) return error.toFailure();
  return { code: "failed", message: `The listener failed: ${error instanceof Error ? error.message : String(error)}` };
}

// V8 lets garbage pile up to several times of what lives; this heap holds a million small things that stay, and is collected
// when it has grown by half. Measured with `npm run bench -- store`: 70 MiB less after a restart, for no more processor time.
setFlagsFromString("--heap-growing-percent=50");
new ListenerWorker();
