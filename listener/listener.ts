import { decodeRequest, encodeRequest } from "../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../core/policy/compilePolicy.ts";
import type { Finding } from "../core/policy/outcome.ts";
import { escapeControlCharacters, shorten } from "../core/text/escapeControl.ts";
import { showsInTimeline } from "../core/timeline/timelineEvent.ts";
import { type DeliveryCount, DeliveryCounts } from "./deliveryCounts.ts";
import { destinationTest } from "./destinationTest.ts";
import { ListenerError } from "./listenerError.ts";
import { preparePolicy } from "./policyInForce.ts";
import { PolicyInspector } from "./policyInspector.ts";
import { eventPreview, eventsJson, sessionPreview } from "./present/eventPreview.ts";
import { eventDetail, eventRow, promptText, timelineEvent, turnSummary } from "./present/eventRows.ts";
import { maskedText } from "./present/maskedText.ts";
import type {
  EventDetail,
  EventFilter,
  EventPreview,
  EventRow,
  FilterProgress,
  ForwardingOptions,
  ImportProgress,
  ListenerAddresses,
  ListenerOptions,
  ListenerTotals,
  RecordingState,
  RelatedEvent,
  RelayStatus,
  SessionPreview,
  SessionSummary,
  TimelinePage,
  TurnSummary,
} from "./protocol.ts";
import { GrpcReceiver } from "./receive/grpcReceiver.ts";
import { HttpReceiver } from "./receive/httpReceiver.ts";
import { formatAddress, requireLoopback } from "./receive/loopback.ts";
import { receiverLimits } from "./receive/receiverLimits.ts";
import type { ReceivedRequest } from "./receive/requestSink.ts";
import { type ExportedSession, exportSession } from "./record/exportSession.ts";
import { type ImportOptions, importFiles } from "./record/importFiles.ts";
import { Recorder, type RecordingLimits } from "./record/recorder.ts";
import { Relay } from "./relay/relay.ts";
import type { EventSelection, FilterContext } from "./store/eventSelection.ts";
import { EventStore, type EventStoreOptions } from "./store/eventStore.ts";
import type { ReceivedEvent } from "./store/receivedEvent.ts";
import { relatedIds } from "./store/relatedEvents.ts";
import { type SeenAnswer, SeenFilters } from "./store/seenFilters.ts";
import type { SessionRecord } from "./store/sessionRecord.ts";

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

/** Of names that the sender chose. */
const longestName = 80;

/** How often it is looked for events that are too old. */
const forgetMilliseconds = 10 * 60 * 1000;

/** How long one question may search, in milliseconds. */
const searchMilliseconds = 50;
/** Sessions in one answer: nobody scrolls further, and a filter finds the others. */
const mostSessionsShown = 1000;
/** Prompts that are remembered. */
const mostPrompts = 20_000;
/** Events in one text: some twenty lines each. */
const mostEventsShown = 1000;
/** How long one question may count. */
const countMilliseconds = 50;
/** How long an event's counterpart is looked for. */
const relatedMilliseconds = 20;

/** Receives OTLP on both ports, makes events of the logs, keeps them and answers questions about them. */
export class Listener {
  readonly #observer: ListenerObserver;
  readonly #environment: Environment;
  readonly #store: EventStore;
  #policy: CompiledPolicy;
  #relay: Relay | undefined;
  #forwarding: ForwardingOptions;
  #recorder: Recorder | undefined;
  #deliveries: DeliveryCounts;
  #seen: SeenFilters;
  /** First prompts by the number of their session. */
  readonly #prompts = new Map<number, string>();
  /** The policy that was last looked at without being adopted. */
  #candidate: { readonly text: string | undefined; readonly counts: DeliveryCounts } | undefined;
  #refused = 0;
  #inspection: NodeJS.Immediate | undefined;
  #forgetting: NodeJS.Timeout | undefined;
  #stop: (() => Promise<void>) | undefined;

  /** Throws a `ListenerError` when the policy is broken. */
  constructor(
    options: Pick<ListenerOptions, "policyText" | "maximumEvents"> &
      Partial<Pick<ListenerOptions, "folder" | "keepSince" | "keepMilliseconds" | "forward">> &
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
    this.#deliveries = new DeliveryCounts(this.#policy, this.#store);
    this.#seen = new SeenFilters(this.#store, this.#filterContext);
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
    if (options.forward) this.#relay = this.#openRelay(options);
  }

  get policy(): CompiledPolicy {
    return this.#policy;
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
  setPolicy(policyText: string | undefined): void {
    this.#policy = preparePolicy(policyText, this.#environment);
    this.#store.setInspector(new PolicyInspector(this.#policy));
    this.#prompts.clear();
    this.#deliveries = new DeliveryCounts(this.#policy, this.#store);
    this.#seen = new SeenFilters(this.#store, this.#filterContext);
    this.#relay?.setPolicy(this.#policy);
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

  /**
   * The sessions that were active last, a thousand at most; with a filter, only those that have events which pass, as far as
   * the search has come.
   */
  sessions(filter?: EventFilter): readonly SessionSummary[] {
    const shown = (name: string) => shorten(escapeControlCharacters(maskedText(this.#policy, name)), longestName);
    const selection = this.#search(filter);
    const found = [...this.#store.sessions()].filter(({ number }) => selection?.count(number) !== 0);
    const summaries: SessionSummary[] = [];
    for (const session of newestOf(found)) {
      const matches = selection?.count(session.number);
      const prompt = this.#promptOf(session);
      summaries.push({ ...session.summary(shown), prompt, ...(matches !== undefined && { matches }) });
    }
    return summaries;
  }

  turns(session: string, filter?: EventFilter): readonly TurnSummary[] {
    const selection = this.#search(filter);
    const number = this.#store.session(session)?.number ?? 0;
    const summaries: TurnSummary[] = [];
    for (const turn of this.#store.turns(session)) {
      const matches = selection?.count(number, turn.turn);
      if (matches === 0) continue;
      const prompt = turn.prompt === undefined ? undefined : this.#store.get(turn.prompt);
      const summary = turnSummary(this.#policy, session, turn, prompt);
      summaries.push({ ...summary, ...(matches !== undefined && { matches }) });
    }
    return summaries;
  }

  events(
    session: string,
    turn: number,
    offset: number,
    limit: number,
    filter?: EventFilter,
    from?: number,
  ): { total: number; offset: number; rows: readonly EventRow[] } {
    const selection = this.#search(filter);
    const passes = selection && ((id: number) => selection.has(id));
    const page = this.#store.page(session, turn, offset, limit, { passes, from });
    return {
      total: page.total,
      offset: page.offset,
      rows: page.events.map((received) => eventRow(this.#policy, received)),
    };
  }

  /** The events of a session that show in its picture, as far as `limit` events bring it. */
  timeline(session: string, after: number | undefined, limit: number): TimelinePage {
    const ids = this.#store.idsAfter(session, after ?? 0, limit);
    const events = this.#store.events(ids).map((received) => timelineEvent(this.#policy, received));
    return { events: events.filter(showsInTimeline), last: ids.at(-1), complete: ids.length < limit };
  }

  /** The newest events that pass, newest first, as far as the search has come. */
  find(filter: EventFilter, limit: number, before?: number): FilterProgress & { readonly rows: readonly EventRow[] } {
    const selection = this.#store.select(filter, this.#filterContext);
    const progress = selection.advance(searchMilliseconds);
    const rows = this.#store
      .events(selection.newest(limit, before))
      .map((received) => eventRow(this.#policy, received));
    return { ...progress, rows };
  }

  /** Lets a search go on for a moment. */
  filterProgress(filter: EventFilter): FilterProgress {
    return this.#store.select(filter, this.#filterContext).advance(searchMilliseconds);
  }

  /** Which of these filters any event passes, as far as the search has come. */
  seen(filters: readonly EventFilter[]): SeenAnswer {
    return this.#seen.advance(filters, searchMilliseconds);
  }

  event(id: number): EventDetail | undefined {
    const received = this.#store.get(id);
    return received && eventDetail(this.#policy, received, this.#related(received));
  }

  /** Credentials are masked on the received side unless `reveal` is true. */
  preview(id: number, destination: string, reveal = false): EventPreview | undefined {
    const received = this.#store.get(id);
    return received && eventPreview(this.#policy, received, destination, reveal);
  }

  /** The same for the first events of a session, so many that the answer stays small enough to be shown. */
  sessionPreview(session: string, destination: string, reveal = false): SessionPreview | undefined {
    const { events, notShown } = this.#firstOf(session);
    return sessionPreview(this.#policy, events, notShown, destination, reveal);
  }

  /** Events as JSON, credentials masked. */
  eventsJson(which: { readonly id: number } | { readonly session: string; readonly turn?: number }): string {
    if ("id" in which) {
      const event = this.#store.get(which.id);
      return event === undefined ? "" : eventsJson(this.#policy, [event], 0);
    }
    const { events, notShown } = this.#firstOf(which.session, which.turn);
    return eventsJson(this.#policy, events, notShown);
  }

  /** Writes the kept events of a session to a new file that only its owner may read. Throws a `ListenerError`. */
  exportSession(session: string, file: string): ExportedSession {
    return exportSession(this.#store, session, file);
  }

  destinations(): readonly { readonly name: string; readonly description: string }[] {
    return this.#policy.policy.destinations.map(({ name, description }) => ({ name, description: description ?? "" }));
  }

  detections(): readonly Finding[] {
    return this.#policy.policy.detections.map(({ id, severity, message }) => ({ id, severity, message }));
  }

  /** What the policy does for each destination, of a session or of all events, as far as it has been counted. */
  deliveries(session?: string): DeliveryCount {
    return this.#deliveries.advance(session, countMilliseconds);
  }

  /**
   * What another policy would do to all events, as far as it has been counted. It is only looked at: nothing is delivered by
   * it. Throws a `ListenerError` when the text is no policy.
   */
  policyEffect(policyText: string | undefined): DeliveryCount {
    if (this.#candidate === undefined || this.#candidate.text !== policyText) {
      const policy = preparePolicy(policyText, this.#environment);
      this.#candidate = { text: policyText, counts: new DeliveryCounts(policy, this.#store) };
    }
    return this.#candidate.counts.advance(undefined, countMilliseconds);
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
    this.#prompts.clear();
    this.#deliveries = new DeliveryCounts(this.#policy, this.#store);
    this.#seen = new SeenFilters(this.#store, this.#filterContext);
    this.#candidate = undefined;
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

  readonly #filterContext: FilterContext = {
    destinationBit: (name) => {
      const bit = this.#policy.destinations.findIndex(({ definition }) => definition.name === name);
      return bit < 0 ? undefined : bit;
    },
    destinationTest: (destination) => destinationTest(this.#policy, destination),
    now: () => performance.now(),
  };

  #search(filter: EventFilter | undefined): EventSelection | undefined {
    if (filter === undefined) return undefined;
    const selection = this.#store.select(filter, this.#filterContext);
    selection.advance(searchMilliseconds);
    return selection;
  }

  /** The first events of a session or of one of its turns, and how many more there are. */
  #firstOf(session: string, only?: number): { readonly events: readonly ReceivedEvent[]; readonly notShown: number } {
    const events: ReceivedEvent[] = [];
    let total = 0;
    for (const { turn } of this.#store.turns(session)) {
      if (only !== undefined && turn !== only) continue;
      const page = this.#store.page(session, turn, 0, mostEventsShown - events.length);
      events.push(...page.events);
      total += page.total;
    }
    return { events, notShown: total - events.length };
  }

  /** What the person asked first. It is read once for each policy, and stays known when its event was let go. */
  #promptOf({ number, prompt }: SessionRecord): string {
    if (prompt === undefined) return "";
    const known = this.#prompts.get(number);
    if (known !== undefined) return known;
    const text = promptText(this.#policy, this.#store.get(prompt));
    if (this.#prompts.size >= mostPrompts) this.#prompts.clear();
    this.#prompts.set(number, text);
    return text;
  }

  /** A decision and its result share their `call_id`. */
  #related(received: ReceivedEvent): readonly RelatedEvent[] {
    const ids = relatedIds(this.#store, received, this.#filterContext, relatedMilliseconds);
    return this.#store
      .events(ids)
      .map((other) => ({ id: other.id, name: eventRow(this.#policy, other).name, turn: other.turn }));
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
    const { secrets = {}, allowed } = this.#forwarding;
    this.#relay?.setAccess({ secrets, allowed });
  }

  #openRelay({ relayFolder, secrets = {}, allowed }: ForwardingOptions): Relay {
    const changed = () => this.#observer.changed?.();
    const options = { folder: relayFolder, environment: this.#environment, secrets, allowed, onChange: changed };
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

/** Those that were active last, in the order in which they began. */
function newestOf(sessions: readonly SessionRecord[]): readonly SessionRecord[] {
  if (sessions.length <= mostSessionsShown) return sessions;
  const ids = Float64Array.from(sessions, ({ lastId }) => lastId).sort();
  const oldest = ids[ids.length - mostSessionsShown] as number;
  return sessions.filter(({ lastId }) => lastId >= oldest);
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
