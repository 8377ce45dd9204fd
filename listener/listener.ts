import { decodeRequest, encodeRequest } from "../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../core/policy/compilePolicy.ts";
import { EventQueries } from "./eventQueries.ts";
import { ListenerError } from "./listenerError.ts";
import { preparePolicy } from "./policyInForce.ts";
import { PolicyInspector } from "./policyInspector.ts";
import type {
  ForwardingOptions,
  ImportProgress,
  ListenerAddresses,
  ListenerOptions,
  ListenerTotals,
  RecordingState,
  RelayStatus,
} from "./protocol.ts";
import { GrpcReceiver } from "./receive/grpcReceiver.ts";
import { HttpReceiver } from "./receive/httpReceiver.ts";
import { formatAddress, requireLoopback } from "./receive/loopback.ts";
import { receiverLimits } from "./receive/receiverLimits.ts";
import type { ReceivedRequest } from "./receive/requestSink.ts";
import { type ImportOptions, importFiles } from "./record/importFiles.ts";
import { Recorder, type RecordingLimits } from "./record/recorder.ts";
import { Relay } from "./relay/relay.ts";
import type { PolicyPlace } from "./send/tlsFiles.ts";
import { EventStore, type EventStoreOptions } from "./store/eventStore.ts";
import type { ReceivedEvent } from "./store/receivedEvent.ts";

/** What the listener tells whoever runs it in the same thread. */
export interface ListenerObserver {
  /** The ids of sessions that got events. */
  sessions?(ids: ReadonlySet<string>): void;
  /** New events, in the order of arrival, before their request is answered. Each is decoded for it. */
  events?(events: readonly ReceivedEvent[]): void;
  /** Each accepted request of any signal. */
  request?(request: OtlpRequest): void;
  /** What was too much to be looked at with a policy, or after the folder was opened, in one go has been looked at. */
  inspected?(): void;
  /** Something was counted. */
  changed?(): void;
  /** A recording ended because its file could not be written; one sentence. */
  recordingFailed?(message: string): void;
  /** A request was refused; the reason quotes nothing of its content. */
  refused?(reason: string): void;
  /** Whether the observer is behind with what it was told: until it isn't, senders are told to try again. */
  isBusy?(): boolean;
}

/** How often it is looked for events that are too old. */
const forgetMilliseconds = 10 * 60 * 1000;

/** Receives OTLP on both ports, makes events of the logs, keeps them and passes them on. */
export class Listener {
  readonly #observer: ListenerObserver;
  readonly #environment: Environment;
  readonly #store: EventStore;
  #policy: CompiledPolicy;
  #relay: Relay | undefined;
  #forwarding: ForwardingOptions;
  #place: PolicyPlace | undefined;
  #recorder: Recorder | undefined;
  #queries: EventQueries;
  #refused = 0;
  #inspection: NodeJS.Immediate | undefined;
  #forgetting: NodeJS.Timeout | undefined;
  #stop: (() => Promise<void>) | undefined;

  /** Throws a `ListenerError` when the policy is broken. */
  constructor(
    options: Pick<ListenerOptions, "policyText" | "maximumEvents"> &
      Partial<Pick<ListenerOptions, "folder" | "keepSince" | "keepMilliseconds" | "forward" | "policyPlace">> &
      ForwardingOptions,
    environment: Environment,
    observer: ListenerObserver = {},
  ) {
    this.#environment = environment;
    this.#observer = observer;
    this.#policy = preparePolicy(options.policyText, environment);
    const { maximumEvents, folder, keepSince } = options;
    const store = { maximumEvents, folder, ...(keepSince !== undefined && { keepSince }) };
    this.#store = openStore(store, new PolicyInspector(this.#policy));
    this.#queries = new EventQueries(this.#store, this.#policy, this.#environment);
    this.#inspectKept();
    const { keepMilliseconds } = options;
    if (keepMilliseconds !== undefined) {
      this.#forgetting = setInterval(() => {
        this.#store.forgetBefore(Date.now() - keepMilliseconds);
        this.#observer.changed?.();
      }, forgetMilliseconds);
      this.#forgetting.unref();
    }
    this.#forwarding = options;
    this.#place = options.policyPlace;
    if (options.forward) this.#relay = this.#openRelay(options);
  }

  get policy(): CompiledPolicy {
    return this.#policy;
  }

  /** Questions about what is kept; others once another policy counts. */
  get queries(): EventQueries {
    return this.#queries;
  }

  /** Opens both ports, or none. Throws a `ListenerError`. */
  async start(
    options: Pick<ListenerOptions, "host" | "grpcPort" | "httpPort"> & Pick<ListenerOptions, "maximumMessageBytes">,
  ): Promise<ListenerAddresses> {
    const host = requireLoopback(options.host);
    const sink = {
      accept: (request: ReceivedRequest) => this.accept(request),
      refuse: (reason: string) => this.#refuse(reason),
      isBusy: () => this.#observer.isBusy?.() ?? false,
    };
    const limits = receiverLimits(options.maximumMessageBytes);
    const grpc = new GrpcReceiver(sink, limits);
    const http = new HttpReceiver(sink, limits);
    const grpcPort = await grpc.start(host, options.grpcPort);
    try {
      const httpPort = await http.start(host, options.httpPort);
      this.#stop = async () => {
        await Promise.all([grpc.stop(), http.stop()]);
      };
      return { grpc: formatAddress(host, grpcPort), http: formatAddress(host, httpPort) };
    } catch (error) {
      await grpc.stop();
      throw error;
    }
  }

  /** Lets requests in flight finish and closes both ports. What was received stays. */
  async stop(): Promise<void> {
    const stop = this.#stop;
    this.#stop = undefined;
    await stop?.();
  }

  /** Takes a request in, as the receivers do. Throws an `OtlpDecodeError` when the bytes are no such request. */
  accept({ signal, bytes }: ReceivedRequest): void {
    const isPassedOn = (this.#observer.request ?? this.#relay ?? this.#recorder) !== undefined;
    // whatever cannot be decoded must be refused before anything of it is kept
    const decoded = signal !== "logs" || isPassedOn ? decodeRequest(signal, bytes) : undefined;
    if (decoded === undefined || signal === "logs") this.#keep(bytes);
    else this.#count(decoded);
    if (decoded !== undefined) this.#passOn(decoded);
    this.#observer.changed?.();
  }

  /** From now on this policy counts, for what is kept already too. Throws a `ListenerError` and changes nothing if it is broken. */
  setPolicy(policyText: string | undefined, place?: PolicyPlace): void {
    this.#policy = preparePolicy(policyText, this.#environment);
    this.#place = place;
    this.#store.setInspector(new PolicyInspector(this.#policy));
    this.#queries = new EventQueries(this.#store, this.#policy, this.#environment);
    this.#relay?.setPolicy(this.#policy, place);
    this.#inspectKept();
    this.#observer.changed?.();
  }

  /** From now on the newest this many events are kept. */
  setMaximumEvents(maximumEvents: number): void {
    this.#store.setMaximumEvents(maximumEvents);
  }

  totals(): ListenerTotals {
    return { ...this.#store.totals, refused: this.#refused };
  }

  /** From now on everything that is received is written to a file as well. Throws a `ListenerError`. */
  startRecording(file: string, limits: RecordingLimits = {}): RecordingState {
    const recorder = new Recorder(
      file,
      ({ message }) => {
        this.#recorder = undefined;
        this.#observer.recordingFailed?.(message);
        this.#observer.changed?.();
      },
      limits,
    );
    this.#recorder?.close();
    this.#recorder = recorder;
    this.#observer.changed?.();
    return { file, requests: 0, ...limits };
  }

  /** Ends the recording and tells what it holds; undefined when there was none. */
  stopRecording(): RecordingState | undefined {
    const recording = this.recording();
    this.#recorder?.close();
    this.#recorder = undefined;
    this.#observer.changed?.();
    return recording;
  }

  recording(): RecordingState | undefined {
    const recorder = this.#recorder;
    return recorder && { file: recorder.file, requests: recorder.requests, ...recorder.limits };
  }

  /** Takes recorded files in, as if it had been received; nothing of it is recorded or forwarded. */
  importFiles(files: readonly string[], options: ImportOptions): Promise<ImportProgress> {
    return importFiles(files, (request) => this.#import(request), options);
  }

  /** How far the forwarding to each destination is. */
  relays(): readonly RelayStatus[] {
    return this.#relay?.status() ?? [];
  }

  /**
   * Switches forwarding on or off. What waits to be sent stays in its folder. Throws a `ListenerError` when the folder cannot
   * be used.
   */
  async setForwarding(forward: boolean, options: ForwardingOptions): Promise<void> {
    const relay = this.#relay;
    this.#forwarding = { ...this.#forwarding, ...options };
    if (forward && relay === undefined) this.#relay = this.#openRelay(this.#forwarding);
    else if (forward) this.#setAccess();
    else {
      this.#relay = undefined;
      await relay?.stop();
    }
    this.#observer.changed?.();
  }

  /** The person has given other values for the headers of destinations. */
  setSecrets(secrets: Readonly<Record<string, string>>): void {
    this.#forwarding = { ...this.#forwarding, secrets };
    this.#setAccess();
  }

  /** Forgets all events and starts counting anew. */
  clear(): void {
    this.#store.clear();
    this.#queries = new EventQueries(this.#store, this.#policy, this.#environment);
    this.#refused = 0;
    this.#observer.changed?.();
  }

  /**
   * Ends the forwarding and closes the files, after the listener was stopped. What is kept and what waits to be sent stays
   * in its folders.
   */
  async close(): Promise<void> {
    clearImmediate(this.#inspection);
    clearInterval(this.#forgetting);
    this.#recorder?.close();
    await this.#relay?.stop();
    this.#store.close();
  }

  /** Looks at what is kept with the policy, in portions, so that what arrives meanwhile need not wait. */
  #inspectKept(): void {
    clearImmediate(this.#inspection);
    this.#inspection = undefined;
    if (!this.#store.inspectMore()) return;
    this.#inspection = setImmediate(() => {
      this.#inspectKept();
      if (this.#inspection === undefined) this.#observer.inspected?.();
      this.#observer.changed?.();
    });
  }

  #import(request: OtlpRequest): void {
    if (request.signal === "logs") {
      this.#keep(encodeRequest(request));
    } else this.#count(request);
    this.#observer.changed?.();
  }

  #keep(bytes: Uint8Array): void {
    const { events } = this.#observer;
    const { sessions } = this.#store.append(bytes, events && ((received) => events.call(this.#observer, received)));
    this.#observer.sessions?.(sessions);
  }

  #count(request: OtlpRequest): void {
    const items = countItems(request);
    const isTraces = request.signal === "traces";
    this.#store.appendCounts({ spans: isTraces ? items : 0, metricPoints: isTraces ? 0 : items });
  }

  #passOn(request: OtlpRequest): void {
    this.#observer.request?.(request);
    this.#recorder?.record(request);
    this.#relay?.accept(request);
  }

  #setAccess(): void {
    const { secrets = {}, allowed, proxies } = this.#forwarding;
    this.#relay?.setAccess({ secrets, allowed, proxies });
  }

  #openRelay({ relayFolder, secrets = {}, allowed, proxies }: ForwardingOptions): Relay {
    const access = { environment: this.#environment, secrets, allowed, network: { place: this.#place, proxies } };
    const options = { folder: relayFolder, ...access, onChange: () => this.#observer.changed?.() };
    try {
      return new Relay(this.#policy, options);
    } catch (cause) {
      throw folderError(relayFolder, "what waits to be sent", cause);
    }
  }

  #refuse(reason: string): void {
    this.#refused++;
    this.#observer.refused?.(reason);
    this.#observer.changed?.();
  }
}

function openStore(options: EventStoreOptions, inspector: PolicyInspector): EventStore {
  try {
    return new EventStore(options, inspector);
  } catch (cause) {
    throw folderError(options.folder, "events", cause);
  }
}

function folderError(folder: string | undefined, what: string, cause: unknown): ListenerError {
  const reason = (cause as NodeJS.ErrnoException).code ?? "error";
  const message = `The folder ${folder} cannot be used to keep ${what} (${reason}): check its permissions and the space on its disk.`;
  return new ListenerError("failed", message, undefined, { cause });
}
