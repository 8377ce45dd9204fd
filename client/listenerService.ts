import { ListenerError } from "../listener/listenerError.ts";
import type {
  ListenerAddresses,
  ListenerFailure,
  ListenerMethod,
  ListenerOptions,
  ListenerRequests,
  ListenerTotals,
} from "../listener/protocol.ts";
import type { ListenerState, StartReason } from "./listenerState.ts";

/** The worker as its owner sees it; `ListenerWorkerHost` in the product, a stand-in in tests. */
export interface ListenerConnection {
  request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]>;
  dispose(): void;
}

export interface ConnectionEvents {
  changed(news: { readonly sessions: readonly string[]; readonly totals: ListenerTotals }): void;
  log(level: "info" | "warn" | "error", message: string): void;
  /** The worker ended without having been asked to. */
  exited(reason: string): void;
}

/** What the service tells the person. The editor shows it as messages with buttons. */
export interface ListenerAnnouncements {
  startFailed(failure: ListenerFailure): void;
  /** The worker died and listens again on the same ports. */
  recovered(): void;
  /** The worker died again; nothing is tried any more. */
  gaveUp(failure: ListenerFailure): void;
}

export interface ListenerServiceDependencies {
  readonly connect: (events: ConnectionEvents) => ListenerConnection;
  readonly options: () => ListenerOptions;
  readonly announce: ListenerAnnouncements;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  readonly now: () => number;
}

export interface StartRequest {
  readonly reason: StartReason;
  /** Ask the system for free ports this time, instead of those of the settings. */
  readonly freePorts?: boolean;
}

/** The ids of the sessions that got events; `all` after everything was forgotten. */
export type ChangedSessions = readonly string[] | "all";

const noTotals: ListenerTotals = {
  events: 0,
  spans: 0,
  metricPoints: 0,
  requests: 0,
  refused: 0,
  findings: 0,
  evicted: 0,
};

/** A worker that lives this long after a restart may be restarted again when it dies. */
const stableAfterMilliseconds = 60_000;

/** Owns the listener's worker: starts and stops it, restarts it once when it dies, and tells of every change. */
export class ListenerService {
  readonly #dependencies: ListenerServiceDependencies;
  #connection: ListenerConnection | undefined;
  /** The worker keeps a store once it has listened for the first time. */
  #answers = false;
  #state: ListenerState = { kind: "stopped" };
  #totals = noTotals;
  #options: ListenerOptions | undefined;
  #restartedAt = Number.NEGATIVE_INFINITY;
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;
  readonly #stateListeners = new Set<(state: ListenerState) => void>();
  readonly #changeListeners = new Set<(sessions: ChangedSessions, totals: ListenerTotals) => void>();

  constructor(dependencies: ListenerServiceDependencies) {
    this.#dependencies = dependencies;
  }

  get state(): ListenerState {
    return this.#state;
  }

  get totals(): ListenerTotals {
    return this.#totals;
  }

  /** Calls back after each change of state. */
  onDidChangeState(listener: (state: ListenerState) => void): { dispose(): void } {
    this.#stateListeners.add(listener);
    return { dispose: () => this.#stateListeners.delete(listener) };
  }

  /** Calls back when something was received. */
  onDidChangeData(listener: (sessions: ChangedSessions, totals: ListenerTotals) => void): { dispose(): void } {
    this.#changeListeners.add(listener);
    return { dispose: () => this.#changeListeners.delete(listener) };
  }

  /** Starts listening and answers with the addresses; undefined when it couldn't, which was announced. */
  start(request: StartRequest): Promise<ListenerAddresses | undefined> {
    return this.#enqueue(() => this.#start(request));
  }

  /** Stops listening. What was received stays. */
  stop(): Promise<void> {
    return this.#enqueue(() => this.#stop());
  }

  async restart(request: StartRequest): Promise<ListenerAddresses | undefined> {
    return this.#enqueue(async () => {
      await this.#stop();
      return this.#start(request);
    });
  }

  /** Forgets everything received. */
  async clear(): Promise<void> {
    if (this.#connection === undefined || !this.#answers) return;
    await this.#connection.request("clear", undefined);
    this.#totals = await this.#connection.request("totals", undefined);
    this.#tellChange("all");
  }

  /** Asks the worker; undefined when it has never listened yet. */
  async query<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"] | undefined> {
    return this.#answers ? this.#connection?.request(method, parameters) : undefined;
  }

  dispose(): void {
    this.#disposed = true;
    this.#stateListeners.clear();
    this.#changeListeners.clear();
    this.#connection?.dispose();
    this.#connection = undefined;
  }

  /** Starts and stops happen one after the other, however fast they are asked for. */
  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(task, task);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #start({ reason, freePorts = false }: StartRequest): Promise<ListenerAddresses | undefined> {
    if (this.#state.kind === "listening") return this.#state.addresses;
    const settings = this.#dependencies.options();
    const options = freePorts ? { ...settings, grpcPort: 0, httpPort: 0 } : settings;
    try {
      return await this.#listen(options);
    } catch (error) {
      const failure = toFailure(error);
      this.#fail(failure);
      if (reason === "manual" || failure.code !== "port-in-use") this.#dependencies.announce.startFailed(failure);
      return undefined;
    }
  }

  async #listen(options: ListenerOptions): Promise<ListenerAddresses> {
    this.#setState({ kind: "starting" });
    this.#connection ??= this.#connect();
    const connection = this.#connection;
    const addresses = await connection.request("start", options);
    this.#answers = true;
    this.#options = { ...options, grpcPort: portOf(addresses.grpc), httpPort: portOf(addresses.http) };
    this.#dependencies.log("info", `Listening on grpc=${addresses.grpc} http=${addresses.http}`);
    this.#setState({ kind: "listening", addresses });
    this.#totals = await connection.request("totals", undefined);
    this.#tellChange("all");
    return addresses;
  }

  async #stop(): Promise<void> {
    if (this.#connection !== undefined && this.#state.kind === "listening") {
      await this.#connection.request("stop", undefined);
      this.#dependencies.log("info", "Stopped listening");
    }
    this.#setState({ kind: "stopped" });
  }

  #connect(): ListenerConnection {
    const connection: ListenerConnection = this.#dependencies.connect({
      changed: ({ sessions, totals }) => {
        this.#totals = totals;
        this.#tellChange(sessions);
      },
      log: (level, message) => this.#dependencies.log(level, message),
      exited: (reason) => {
        if (this.#disposed || this.#connection !== connection) return;
        this.#connection = undefined;
        this.#answers = false;
        connection.dispose();
        void this.#enqueue(() => this.#recover(reason));
      },
    });
    return connection;
  }

  async #recover(reason: string): Promise<void> {
    this.#dependencies.log("error", `The listener's worker ended: ${reason}`);
    const wasListening = this.#state.kind === "listening";
    this.#totals = noTotals;
    this.#tellChange("all");
    if (!wasListening) return;
    const now = this.#dependencies.now();
    const options = this.#options;
    if (options === undefined || now - this.#restartedAt < stableAfterMilliseconds) {
      const failure: ListenerFailure = { code: "failed", message: reason };
      this.#fail(failure);
      this.#dependencies.announce.gaveUp(failure);
      return;
    }
    this.#restartedAt = now;
    try {
      await this.#listen(options);
      this.#dependencies.announce.recovered();
    } catch (error) {
      const failure = toFailure(error);
      this.#fail(failure);
      this.#dependencies.announce.gaveUp(failure);
    }
  }

  #fail(failure: ListenerFailure): void {
    this.#dependencies.log("error", `Could not listen (${failure.code}): ${failure.message}`);
    this.#setState({ kind: "failed", failure });
  }

  #setState(state: ListenerState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }

  #tellChange(sessions: ChangedSessions): void {
    for (const listener of this.#changeListeners) listener(sessions, this.#totals);
  }
}

/** The port of `127.0.0.1:4317` or `[::1]:4317`; 0 when there is none. */
export const portOf = (address: string): number => Number(/:(\d+)$/.exec(address)?.[1] ?? 0);

const toFailure = (error: unknown): ListenerFailure =>
  error instanceof ListenerError
    ? error.toFailure()
    : { code: "failed", message: error instanceof Error ? error.message : String(error) };
