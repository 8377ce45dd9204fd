import { decodeRequest } from "../core/otlp/protobuf.ts";
import { countItems, type OtlpRequest } from "../core/otlp/requests.ts";
import type { CompiledPolicy, Environment } from "../core/policy/compilePolicy.ts";
import { escapeControlCharacters, shorten } from "../core/text/escapeControl.ts";
import { EventPipeline } from "./eventPipeline.ts";
import { preparePolicy } from "./policyInForce.ts";
import { eventPreview } from "./present/eventPreview.ts";
import { eventDetail, eventRow, turnSummary } from "./present/eventRows.ts";
import { maskedText } from "./present/maskedText.ts";
import type {
  EventDetail,
  EventPreview,
  EventRow,
  ListenerAddresses,
  ListenerOptions,
  ListenerTotals,
  SessionSummary,
  TurnSummary,
} from "./protocol.ts";
import { GrpcReceiver } from "./receive/grpcReceiver.ts";
import { HttpReceiver } from "./receive/httpReceiver.ts";
import { formatAddress, requireLoopback } from "./receive/loopback.ts";
import type { ReceivedRequest } from "./receive/requestSink.ts";
import { type EventStore, MemoryEventStore } from "./store/eventStore.ts";
import type { ReceivedEvent } from "./store/receivedEvent.ts";

/** What the listener tells whoever runs it in the same thread. */
export interface ListenerObserver {
  /** New events, in the order of arrival, before their request is answered. */
  events?(events: readonly ReceivedEvent[]): void;
  /** Each accepted request of any signal. */
  request?(request: OtlpRequest): void;
  /** Something was counted. */
  changed?(): void;
  /** A request was refused; the reason quotes nothing of its content. */
  refused?(reason: string): void;
  /** Whether the observer is behind with what it was told: until it isn't, senders are told to try again. */
  isBusy?(): boolean;
}

/** Of names that the sender chose. */
const longestName = 80;

const emptyTotals = { events: 0, spans: 0, metricPoints: 0, requests: 0, refused: 0, findings: 0 };

/** Receives OTLP on both ports, makes events of the logs, keeps them and answers questions about them. */
export class Listener {
  readonly #observer: ListenerObserver;
  readonly #environment: Environment;
  readonly #pipeline: EventPipeline;
  readonly #store: EventStore;
  #policy: CompiledPolicy;
  #totals = { ...emptyTotals };
  #stop: (() => Promise<void>) | undefined;

  /** Throws a `ListenerError` when the policy is broken. */
  constructor(
    options: Pick<ListenerOptions, "policyText" | "maximumEvents">,
    environment: Environment,
    observer: ListenerObserver = {},
  ) {
    this.#environment = environment;
    this.#observer = observer;
    this.#policy = preparePolicy(options.policyText, environment);
    this.#pipeline = new EventPipeline(this.#policy.policy);
    this.#store = new MemoryEventStore(options.maximumEvents);
  }

  get policy(): CompiledPolicy {
    return this.#policy;
  }

  /** Opens both ports, or none. Throws a `ListenerError`. */
  async start(options: Pick<ListenerOptions, "host" | "grpcPort" | "httpPort">): Promise<ListenerAddresses> {
    const host = requireLoopback(options.host);
    const sink = {
      accept: (request: ReceivedRequest) => this.accept(request),
      refuse: (reason: string) => this.#refuse(reason),
      isBusy: () => this.#observer.isBusy?.() ?? false,
    };
    const grpc = new GrpcReceiver(sink);
    const http = new HttpReceiver(sink);
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
    const request = decodeRequest(signal, bytes);
    this.#totals.requests++;
    if (request.signal === "logs") this.#acceptEvents(this.#pipeline.process(request.request));
    else if (request.signal === "traces") this.#totals.spans += countItems(request);
    else this.#totals.metricPoints += countItems(request);
    this.#observer.request?.(request);
    this.#observer.changed?.();
  }

  /** From now on this policy counts, for what is kept already too. Throws a `ListenerError` and changes nothing if it is broken. */
  setPolicy(policyText: string | undefined): void {
    this.#policy = preparePolicy(policyText, this.#environment);
    this.#pipeline.setPolicy(this.#policy.policy);
    this.#observer.changed?.();
  }

  /** From now on the newest this many events are kept. */
  setMaximumEvents(maximumEvents: number): void {
    this.#store.setMaximumEvents(maximumEvents);
  }

  totals(): ListenerTotals {
    return { ...this.#totals, evicted: this.#store.evicted };
  }

  sessions(): readonly SessionSummary[] {
    const shown = (name: string) => shorten(escapeControlCharacters(maskedText(this.#policy, name)), longestName);
    return [...this.#store.sessions()].map((session) => session.summary(shown));
  }

  turns(session: string): readonly TurnSummary[] {
    return this.#store.turns(session).map((turn) => {
      const prompt = turn.prompt === undefined ? undefined : this.#store.get(turn.prompt);
      return turnSummary(this.#policy, session, turn, prompt);
    });
  }

  events(session: string, turn: number, offset: number, limit: number): { total: number; rows: readonly EventRow[] } {
    const page = this.#store.page(session, turn, offset, limit);
    return { total: page.total, rows: page.events.map((received) => eventRow(this.#policy, received)) };
  }

  event(id: number): EventDetail | undefined {
    const received = this.#store.get(id);
    return received && eventDetail(this.#policy, received);
  }

  preview(id: number, destination: string): EventPreview | undefined {
    const received = this.#store.get(id);
    return received && eventPreview(this.#policy, received, destination);
  }

  destinations(): readonly { readonly name: string; readonly description: string }[] {
    return this.#policy.policy.destinations.map(({ name, description }) => ({ name, description: description ?? "" }));
  }

  /** Forgets all events and starts counting anew. */
  clear(): void {
    this.#store.clear();
    this.#totals = { ...emptyTotals };
    this.#observer.changed?.();
  }

  #acceptEvents(events: readonly ReceivedEvent[]): void {
    for (const event of events) {
      this.#store.add(event);
      this.#totals.events++;
      this.#totals.findings += event.findings.length;
    }
    this.#observer.events?.(events);
  }

  #refuse(reason: string): void {
    this.#totals.refused++;
    this.#observer.refused?.(reason);
    this.#observer.changed?.();
  }
}
