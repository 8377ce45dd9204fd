import { decodeRequest, encodeRequest } from "../../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { RelayStatus, ShownQueue } from "../protocol/delivery.ts";
import type { SenderMark } from "../protocol/eventFilter.ts";
import type { ForwardingOptions, ListenerOptions, PolicyLocation } from "../protocol/listenerOptions.ts";
import type { ImportProgress, RecordingState } from "../protocol/recordings.ts";
import type { StorageDamage } from "../protocol/storageDamage.ts";
import type { ListenerAddresses, ListenerTotals } from "../protocol/totals.ts";
import { EventQueries } from "../query/eventQueries.ts";
import { compileAllowed, preparePolicy } from "../query/policyInForce.ts";
import { PolicyInspector } from "../query/policyInspector.ts";
import { GrpcReceiver } from "../receive/grpcReceiver.ts";
import { HttpReceiver } from "../receive/httpReceiver.ts";
import { formatAddress, requireLoopback } from "../receive/loopback.ts";
import { receiverLimits } from "../receive/receiverLimits.ts";
import type { ReceivedRequest } from "../receive/requestSink.ts";
import { SenderCheck } from "../receive/senderCheck.ts";
import { type ImportOptions, importFiles } from "../record/importFiles.ts";
import { Recorder, type RecordingLimits } from "../record/recorder.ts";
import { originOf, type PolicyConsent } from "../relay/forwardConsent.ts";
import type { RequestEvents } from "../relay/keptEvents.ts";
import type { RelayLimits } from "../relay/relay.ts";
import { systemWorld } from "../relay/relayWorld.ts";
import { EventStore } from "../store/eventStore.ts";
import type { ReceivedEvent } from "../store/receivedEvent.ts";
import { describeDamage, joinDamage } from "../store/segments/storageDamage.ts";
import { atOnce, inSlices, type Slices } from "../store/slices.ts";
import { folderError } from "./folderError.ts";
import { Forwarding } from "./forwarding.ts";

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
  /** Something that was to be forwarded was lost, or forgotten: one sentence, which may hold names of the policy. */
  forwardingTold?(message: string): void;
  /** A request was refused; the reason quotes nothing of its content. */
  refused?(reason: string): void;
  /** What could not be read of what was kept, when a folder was opened; a sentence or several. */
  unread?(sentences: string): void;
  /** Whether the observer is behind with what it was told: until it isn't, senders are told to try again. */
  isBusy?(): boolean;
}

/** What a listener begins with. */
type OpeningOptions = Pick<ListenerOptions, "policyText" | "maximumEvents"> &
  Partial<
    Pick<
      ListenerOptions,
      "policyOrigin" | "policyPlace" | "folder" | "keepSince" | "keepMilliseconds" | "forward" | "senderToken"
    >
  > &
  ForwardingOptions;

/** What was opened already. */
interface Opened {
  readonly policy: CompiledPolicy;
  readonly store: EventStore;
}

/** How often it is looked for events that are too old. */
const forgetMilliseconds = 10 * 60 * 1000;

/** Receives OTLP on both ports, makes events of the logs, keeps them and passes them on. */
export class Listener {
  readonly #observer: ListenerObserver;
  readonly #environment: Environment;
  readonly #store: EventStore;
  #policy: CompiledPolicy;
  #policyOrigin: string;
  readonly #forwarding: Forwarding;
  readonly #senders: SenderCheck;
  #place: PolicyLocation | undefined;
  #recorder: Recorder | undefined;
  #queries: EventQueries;
  #refused = 0;
  #inspection: NodeJS.Immediate | undefined;
  #forgetting: NodeJS.Timeout | undefined;
  #stop: (() => Promise<void>) | undefined;

  /** Opens its folders at once, however much is in them. Throws a `ListenerError` when the policy is broken. */
  constructor(
    options: OpeningOptions,
    environment: Environment,
    observer: ListenerObserver = {},
    relayLimits: RelayLimits = {},
    opened?: Opened,
  ) {
    this.#environment = environment;
    this.#senders = new SenderCheck(options.senderToken);
    this.#observer = observer;
    this.#policyOrigin = originOf(options.policyText, options.policyOrigin);
    this.#policy = opened?.policy ?? policyOf(options, environment);
    this.#store = opened?.store ?? atOnce(openStore(options, this.#policy));
    this.#queries = new EventQueries(this.#store, this.#policy);
    this.#tellUnread(this.#store.damage, "what was received", options.folder);
    this.#inspectKept();
    const { keepMilliseconds } = options;
    if (keepMilliseconds !== undefined) {
      this.#forgetting = setInterval(() => {
        this.#store.forgetBefore(Date.now() - keepMilliseconds);
        this.#observer.changed?.();
      }, forgetMilliseconds);
      this.#forgetting.unref();
    }
    this.#place = options.policyPlace;
    this.#forwarding = new Forwarding(
      () => ({ policy: this.#policy, policyOrigin: this.#policyOrigin, place: this.#place }),
      { options, isOn: options.forward ?? false, environment },
      relayLimits,
      {
        changed: () => this.#observer.changed?.(),
        told: (message) => this.#observer.forwardingTold?.(message),
        unread: (damage, folder) => this.#tellUnread(damage, "what waits to be sent", folder),
      },
    );
    if (opened === undefined) atOnce(this.#forwarding.open());
  }

  /** Opens its folders in slices, so that whatever is in them nobody has to wait. Rejects with a `ListenerError`. */
  static async open(
    options: OpeningOptions,
    environment: Environment,
    observer: ListenerObserver = {},
    relayLimits: RelayLimits = {},
  ): Promise<Listener> {
    const policy = policyOf(options, environment);
    const { nextTurn } = relayLimits.world ?? systemWorld;
    const store = await inSlices(openStore(options, policy), nextTurn);
    const listener = new Listener(options, environment, observer, relayLimits, { policy, store });
    await inSlices(listener.#forwarding.open(), nextTurn);
    return listener;
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
      senderOf: (presented: string | readonly string[] | undefined) => this.#senders.senderOf(presented),
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
  accept({ signal, bytes, sender }: ReceivedRequest): void {
    // what could not be queued must not be kept either: it comes again
    this.#forwarding.requireOwn();
    const isPassedOn = (this.#observer.request ?? this.#recorder) !== undefined || this.#forwarding.takes;
    // whatever cannot be decoded must be refused before anything of it is kept
    const decoded = signal !== "logs" || isPassedOn ? decodeRequest(signal, bytes) : undefined;
    let events: RequestEvents | undefined;
    if (decoded === undefined || signal === "logs") events = this.#keep(bytes, sender);
    else this.#count(decoded);
    if (decoded !== undefined) this.#passOn(decoded, events);
    this.#observer.changed?.();
  }

  /** From now on this policy counts, for what is kept already too. Throws a `ListenerError` and changes nothing if it is broken. */
  setPolicy(policyText: string | undefined, policyOrigin?: string, place?: PolicyLocation): void {
    const consent = { ...this.#consent, policyOrigin: originOf(policyText, policyOrigin) };
    this.#policy = preparePolicy(policyText, this.#environment, consent);
    this.#policyOrigin = consent.policyOrigin;
    this.#place = place;
    this.#store.setInspector(new PolicyInspector(this.#policy));
    this.#queries = new EventQueries(this.#store, this.#policy);
    this.#forwarding.policyChanged();
    this.#inspectKept();
    this.#observer.changed?.();
  }

  /** From now on the newest this many events are kept. */
  setMaximumEvents(maximumEvents: number): void {
    this.#store.setMaximumEvents(maximumEvents);
  }

  totals(): ListenerTotals {
    const unread = joinDamage(this.#store.damage, this.#forwarding.damage);
    return { ...this.#store.totals, refused: this.#refused, ...(unread && { unread }) };
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
    return this.#forwarding.status();
  }

  /** Sends what is at rest in a queue to the endpoint that it was queued for. Throws a `ListenerError`. */
  sendQueue(queue: string, secrets: Readonly<Record<string, string>> = {}, asked?: ShownQueue): void {
    this.#forwarding.sendQueue(queue, secrets, asked);
  }

  /** Forgets what is in a queue; tells how many items that were, once it is done. Throws a `ListenerError`. */
  discardQueue(queue: string): Promise<number> {
    return this.#forwarding.discardQueue(queue);
  }

  /** Lets a queue try again at once. Throws a `ListenerError`. */
  tryAgain(queue: string): void {
    this.#forwarding.tryAgain(queue);
  }

  /** How many of the kept events that were refused or lost for a destination it would be sent by today's policy. */
  missedEvents(destination: string): Promise<number> {
    return this.#forwarding.missedEvents(this.#store, destination);
  }

  /**
   * Passes those events through today's policy once more, as if they came in now. Tells how many items were queued. Throws a
   * `ListenerError`.
   */
  sendAgain(destination: string): Promise<number> {
    return this.#forwarding.sendAgain(this.#store, destination);
  }

  /**
   * Switches forwarding on or off. What waits to be sent is at rest while it is off. Throws a `ListenerError` when the folder
   * cannot be used.
   */
  setForwarding(forward: boolean, options: ForwardingOptions): void {
    this.#forwarding.setOptions(forward, options);
    this.#readSaltAgain();
    this.#forwarding.access();
    this.#observer.changed?.();
  }

  /**
   * What waits is this process's own again, after another one had it: it is opened in slices, and until it is, nothing is
   * accepted. Rejects with a `ListenerError` when it cannot be opened.
   */
  reopenQueues(): Promise<void> {
    return this.#forwarding.reopen();
  }

  /** The person has given other values for the headers of destinations. */
  setSecrets(secrets: Readonly<Record<string, string>>): void {
    this.setForwarding(this.#forwarding.isOn, { secrets });
  }

  /** From now on senders are verified by this token; undefined for no longer. What is kept stays as it is marked. */
  setSenderToken(token: string | undefined): void {
    this.#senders.setToken(token);
  }

  /** Forgets all events and starts counting anew. */
  clear(): void {
    this.#store.clear();
    this.#forwarding.clear();
    this.#queries = new EventQueries(this.#store, this.#policy);
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
    await this.#forwarding.stop();
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

  /** Tells which events it is kept as. */
  #keep(bytes: Uint8Array, sender?: SenderMark): RequestEvents {
    const { events } = this.#observer;
    const observe = events && ((received: readonly ReceivedEvent[]) => events.call(this.#observer, received));
    const { first, sessions } = this.#store.append(bytes, observe, sender);
    this.#observer.sessions?.(sessions);
    return { store: this.#store.identity, idAt: (position) => first + position };
  }

  #count(request: OtlpRequest): void {
    const items = countItems(request);
    const isTraces = request.signal === "traces";
    this.#store.appendCounts({ spans: isTraces ? items : 0, metricPoints: isTraces ? 0 : items });
  }

  #passOn(request: OtlpRequest, events: RequestEvents | undefined): void {
    this.#observer.request?.(request);
    this.#recorder?.record(request);
    this.#forwarding.accept(request, events);
  }

  get #consent(): PolicyConsent {
    return { policyOrigin: this.#policyOrigin, allowed: this.#forwarding.allowed };
  }

  /** What is allowed decides whether the salt is read. Where events go does not depend on it: nothing is inspected again. */
  #readSaltAgain(): void {
    const policy = compileAllowed(this.#policy.policy, this.#environment, this.#consent);
    if ((policy.salt === "unread") === (this.#policy.salt === "unread")) return;
    this.#policy = policy;
    this.#queries = new EventQueries(this.#store, this.#policy);
    this.#forwarding.policyChanged();
  }

  #tellUnread(damage: StorageDamage | undefined, what: string, folder = ""): void {
    if (damage === undefined) return;
    this.#observer.unread?.(describeDamage(damage, what, folder));
  }

  #refuse(reason: string): void {
    this.#refused++;
    this.#observer.refused?.(reason);
    this.#observer.changed?.();
  }
}

function policyOf({ policyText, policyOrigin, allowed }: OpeningOptions, environment: Environment): CompiledPolicy {
  return preparePolicy(policyText, environment, { policyOrigin: originOf(policyText, policyOrigin), allowed });
}

function* openStore({ maximumEvents, folder, keepSince }: OpeningOptions, policy: CompiledPolicy): Slices<EventStore> {
  const options = { maximumEvents, folder, ...(keepSince !== undefined && { keepSince }) };
  try {
    return yield* EventStore.opening(options, new PolicyInspector(policy));
  } catch (cause) {
    throw folderError(folder, "events", cause);
  }
}
