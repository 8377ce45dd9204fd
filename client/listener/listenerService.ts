import { ListenerError } from "../../listener/protocol/listenerError.ts";
import type { ListenerFailure } from "../../listener/protocol/listenerFailure.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import type {
  ChangedSessions,
  ConnectionEvents,
  ListenerMethod,
  ListenerRequests,
} from "../../listener/protocol/listenerRequests.ts";
import type { ImportProgress, RecordingState } from "../../listener/protocol/recordings.ts";
import type { ListenerAddresses, ListenerTotals } from "../../listener/protocol/totals.ts";
import { isLoss } from "../../listener/store/segments/storageDamage.ts";
import type { FollowedWindow } from "../../listener/windows/followedListener.ts";
import type { ListenerState, StartReason } from "./listenerState.ts";

/** The listener as a window sees it: its own worker or that of another window; a stand-in in tests. */
export interface ListenerConnection {
  /** The window that owns the listener, when it is another one. */
  readonly followed: FollowedWindow | undefined;
  request<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"]>;
  /** Ends the own worker in order, or follows no longer. */
  dispose(): Promise<void>;
}

export interface ConnectOptions {
  /** Whether this window had a listener a moment ago, which must go on with all that it received. */
  readonly takesOver: boolean;
}

/** What the service tells the person. The editor shows it as messages with buttons. */
export interface ListenerAnnouncements {
  startFailed(failure: ListenerFailure): void;
  /** Of what was kept on disk so many bytes could not be read, or files; more is in the log. Told once. */
  unread(bytes: number): void;
  /** The worker died and listens again on the same ports. */
  recovered(): void;
  /** A recording could not go on after the worker died, or after the window that had the listener closed. */
  recordingEnded(recording: RecordingState, reason: string): void;
  /** A recording, by whichever window, has ended because its file could not be written; one sentence. */
  recordingFailed(message: string): void;
  /** The worker died again, or the listener could not be taken over; nothing is tried any more. */
  gaveUp(failure: ListenerFailure): void;
}

export interface ListenerServiceDependencies {
  readonly connect: (options: ConnectOptions, events: ConnectionEvents) => Promise<ListenerConnection>;
  /** Settings, policy and secrets of now. */
  readonly options: () => Promise<ListenerOptions>;
  readonly announce: ListenerAnnouncements;
  /** Says more about a failure where more can be found out, such as who holds a port. */
  readonly explain: (failure: ListenerFailure) => Promise<ListenerFailure>;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  readonly now: () => number;
}

export interface StartRequest {
  readonly reason: StartReason;
  /** Ask the system for free ports this time, instead of those of the settings. */
  readonly freePorts?: boolean;
  /** With a worker of its own: where what is received is kept is decided when that starts. */
  readonly anew?: boolean;
}

const noTotals: ListenerTotals = {
  events: 0,
  spans: 0,
  metricPoints: 0,
  requests: 0,
  refused: 0,
  findings: 0,
  evicted: 0,
};

const joinAttempts = 5;

/** A worker that lives this long after a restart may be restarted again when it dies. */
const stableAfterMilliseconds = 60_000;

/**
 * The listener of this window: its own worker, or that of another window. Starts and stops it, restarts it once when it
 * dies, takes over when its owner ends, and tells of every change.
 */
export class ListenerService {
  readonly #dependencies: ListenerServiceDependencies;
  #connection: ListenerConnection | undefined;
  /** The listener has a store once it has listened for the first time. */
  #answers = false;
  /** Settles when a listener that ended unasked is there again, or not. */
  #recovery: Promise<void> | undefined;
  #state: ListenerState = { kind: "stopped" };
  #totals = noTotals;
  #recording: RecordingState | undefined;
  #restartedAt = Number.NEGATIVE_INFINITY;
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;
  #hasToldUnread = false;
  readonly #stateListeners = new Set<(state: ListenerState) => void>();
  readonly #importListeners = new Set<(progress: ImportProgress) => void>();
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

  /** What is being recorded, by whichever window. */
  get recording(): RecordingState | undefined {
    return this.#recording;
  }

  /** Whether this window's own worker listens, so that its policy and its forwarding are those of this window. */
  get isOwner(): boolean {
    return this.#state.kind === "listening" && this.#state.followed === undefined;
  }

  /** Calls back while recorded files are taken in. */
  onDidImport(listener: (progress: ImportProgress) => void): { dispose(): void } {
    this.#importListeners.add(listener);
    return { dispose: () => this.#importListeners.delete(listener) };
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

  /** Stops listening, for all windows. What was received stays. */
  stop(): Promise<void> {
    return this.#enqueue(() => this.#stop());
  }

  /** Follows the listener of another window no longer; it goes on there. */
  leave(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#connection?.followed !== undefined) await this.#disconnect();
      this.#setState({ kind: "stopped" });
    });
  }

  async restart(request: StartRequest): Promise<ListenerAddresses | undefined> {
    return this.#enqueue(async () => {
      await this.#stop();
      if (request.anew === true && this.#connection?.followed === undefined) await this.#disconnect();
      return this.#start(request);
    });
  }

  /** Forgets everything received. */
  async clear(): Promise<void> {
    if (this.#connection === undefined || !this.#answers) return;
    await this.#connection.request("clear", undefined);
    this.#totals = await this.#connection.request("totals", undefined);
    this.#tellChange("cleared");
  }

  /** Asks the listener; undefined when it has never listened yet. While it moves to another window, the question waits. */
  async query<M extends ListenerMethod>(
    method: M,
    parameters: ListenerRequests[M]["parameters"],
  ): Promise<ListenerRequests[M]["result"] | undefined> {
    await this.#recovery;
    if (!this.#answers) return undefined;
    try {
      return await this.#connection?.request(method, parameters);
    } catch (error) {
      if (this.#recovery === undefined) throw error;
      await this.#recovery;
      return this.#answers ? this.#connection?.request(method, parameters) : undefined;
    }
  }

  /** Ends this window's part. Resolves when another window may take over. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#stateListeners.clear();
    this.#changeListeners.clear();
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.dispose();
  }

  /** Starts and stops happen one after the other, however fast they are asked for. */
  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(task, task);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #start({ reason, freePorts = false }: StartRequest): Promise<ListenerAddresses | undefined> {
    if (this.#state.kind === "listening") return this.#state.addresses;
    try {
      this.#setState({ kind: "starting" });
      const settings = await this.#dependencies.options();
      const options = freePorts ? { ...settings, grpcPort: 0, httpPort: 0 } : settings;
      return await this.#listen(options, { takesOver: false });
    } catch (error) {
      const failure = await this.#fail(error);
      if (reason === "manual" || failure.code !== "port-in-use") this.#dependencies.announce.startFailed(failure);
      return undefined;
    }
  }

  /** The owner may close while this window comes to it: then it looks again who owns the listener. */
  async #listen(options: ListenerOptions, how: ConnectOptions): Promise<ListenerAddresses> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#listenOnce(options, how);
      } catch (error) {
        const isGone = error instanceof ListenerError && error.code === "gone";
        if (!isGone || this.#disposed || attempt === joinAttempts) throw error;
      }
    }
  }

  async #listenOnce(options: ListenerOptions, how: ConnectOptions): Promise<ListenerAddresses> {
    const connection = this.#connection ?? (await this.#connect(how));
    if (this.#disposed) {
      await connection.dispose();
      throw new ListenerError("gone", "The window has closed.");
    }
    this.#connection = connection;
    const { followed } = connection;
    try {
      const shared = followed && (await connection.request("addresses", undefined));
      const addresses = shared ?? (await connection.request("start", options));
      this.#answers = true;
      const where = `grpc=${addresses.grpc} http=${addresses.http}`;
      const whose = followed && ` in the window "${followed.window}" (process ${followed.process})`;
      this.#dependencies.log("info", `Listening on ${where}${whose ?? ""}`);
      this.#setState({ kind: "listening", addresses, ...(followed && { followed }) });
      this.#setTotals(await connection.request("totals", undefined));
      this.#tellChange(how.takesOver ? "any" : "cleared");
      return addresses;
    } catch (error) {
      if (!this.#answers) await this.#disconnect();
      throw error;
    }
  }

  async #stop(): Promise<void> {
    if (this.#connection !== undefined && this.#state.kind === "listening") {
      await this.#connection.request("stop", undefined);
      this.#dependencies.log("info", "Stopped listening");
    }
    this.#setState({ kind: "stopped" });
  }

  async #connect(how: ConnectOptions): Promise<ListenerConnection> {
    let isCurrent = true;
    const connection = await this.#dependencies.connect(how, {
      changed: ({ sessions, totals, recording }) => {
        this.#setTotals(totals);
        this.#recording = recording;
        this.#tellChange(sessions);
      },
      listening: (addresses) => {
        if (isCurrent && this.#answers && !this.#disposed) this.#follow(addresses);
      },
      importing: (progress) => {
        for (const listener of this.#importListeners) listener(progress);
      },
      recordingFailed: (message) => {
        this.#dependencies.log("error", message);
        this.#dependencies.announce.recordingFailed(message);
      },
      log: (level, message) => this.#dependencies.log(level, message),
      ended: (how_, reason) => {
        if (!isCurrent || this.#disposed) return;
        isCurrent = false;
        this.#ended(how_, reason);
      },
    });
    return connection;
  }

  /** Some window has started or stopped the listener. */
  #follow(addresses: ListenerAddresses | undefined): void {
    const followed = this.#connection?.followed;
    if (addresses === undefined) {
      if (this.#state.kind === "listening") this.#setState({ kind: "stopped" });
    } else this.#setState({ kind: "listening", addresses, ...(followed && { followed }) });
  }

  #ended(how: "died" | "moved", reason: string): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#answers = false;
    const recovery = this.#enqueue(async () => {
      await connection?.dispose();
      await this.#recover(how, reason);
    }).finally(() => {
      if (this.#recovery === recovery) this.#recovery = undefined;
    });
    this.#recovery = recovery;
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#answers = false;
    await connection?.dispose();
    this.#totals = noTotals;
    this.#recording = undefined;
    this.#tellChange("cleared");
  }

  async #recover(how: "died" | "moved", reason: string): Promise<void> {
    this.#dependencies.log(how === "died" ? "error" : "info", `The listener ended: ${reason}`);
    const { announce, now, options } = this.#dependencies;
    const before = this.#state;
    const recording = this.#recording;
    this.#recording = undefined;
    if (before.kind !== "listening") {
      this.#totals = noTotals;
      this.#tellChange("cleared");
      return;
    }
    try {
      if (how === "died" && now() - this.#restartedAt < stableAfterMilliseconds)
        throw new ListenerError("failed", reason);
      if (how === "died") this.#restartedAt = now();
      const { grpc, http } = before.addresses;
      const ports = { grpcPort: portOf(grpc), httpPort: portOf(http) };
      const resumed = recording === undefined ? {} : { resumeRecording: withoutCount(recording) };
      await this.#listen({ ...(await options()), ...ports, ...resumed }, { takesOver: true });
      if (how === "died") announce.recovered();
      if (recording !== undefined) await this.#resumeRecording(recording);
    } catch (error) {
      if (this.#disposed) return;
      this.#totals = noTotals;
      this.#tellChange("cleared");
      announce.gaveUp(await this.#fail(error));
    }
  }

  /** The window that owns the listener now goes on with what was recorded; the others leave it to that one. */
  async #resumeRecording(recording: RecordingState): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined || connection.followed !== undefined) return;
    try {
      const resumed = await connection.request("recording", undefined);
      // what could not go on tells why when it is tried again
      this.#recording = resumed ?? (await connection.request("startRecording", withoutCount(recording)));
      this.#dependencies.log("info", "The recording goes on");
    } catch (error) {
      this.#dependencies.announce.recordingEnded(recording, toFailure(error).message);
    }
  }

  async #fail(error: unknown): Promise<ListenerFailure> {
    const failure = await this.#dependencies.explain(toFailure(error));
    this.#dependencies.log("error", `Could not listen (${failure.code}): ${failure.message}`);
    this.#setState({ kind: "failed", failure });
    return failure;
  }

  #setTotals(totals: ListenerTotals): void {
    this.#totals = totals;
    const { unread } = totals;
    if (unread === undefined || this.#hasToldUnread || !isLoss(unread)) return;
    this.#hasToldUnread = true;
    this.#dependencies.announce.unread(unread.bytes);
  }

  #setState(state: ListenerState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
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

function withoutCount({ requests: _, ...rest }: RecordingState): Omit<RecordingState, "requests"> {
  return rest;
}
