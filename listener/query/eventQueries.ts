import type { CompiledPolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { saltInUse } from "../../core/policy/evaluate/hashSalt.ts";
import { hashingDestinations } from "../../core/policy/evaluate/unsaltedHashes.ts";
import type { Finding } from "../../core/policy/model/outcome.ts";
import { showsInTimeline } from "../../core/timeline/timelineEvent.ts";
import type { DeliveryCount } from "../protocol/delivery.ts";
import type { EventFilter, FilterProgress, SeenAnswer } from "../protocol/eventFilter.ts";
import type {
  DestinationRow,
  EventDetail,
  EventPreview,
  EventRow,
  RelatedEvent,
  SessionPreview,
  TimelinePage,
} from "../protocol/events.ts";
import type { ExportedSession } from "../protocol/recordings.ts";
import type { ParentSession, SessionSummary, TurnSummary } from "../protocol/sessions.ts";
import { exportSession } from "../record/exportSession.ts";
import { destinationTest } from "../send/destinationProbe.ts";
import type { EventSelection, FilterContext } from "../store/eventSelection.ts";
import type { EventStore } from "../store/eventStore.ts";
import type { ReceivedEvent } from "../store/receivedEvent.ts";
import { relatedIds } from "../store/relatedEvents.ts";
import { SeenFilters } from "../store/seenFilters.ts";
import type { SessionRecord } from "../store/sessionRecord.ts";
import { DeliveryCounts } from "./deliveryCounts.ts";
import { preparePolicy } from "./policyInForce.ts";
import { callsWithin } from "./rows/callsWithin.ts";
import { eventPreview, eventsJson, sessionPreview } from "./rows/eventPreview.ts";
import { eventDetail, eventRow, promptText, timelineEvent, turnSummary } from "./rows/eventRows.ts";
import { shownName } from "./rows/maskedText.ts";

/** Of names that the sender chose. */
const longestName = 80;

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

/** Answers questions about what is kept, as one policy shows it. With another policy, or an emptied store, begins another. */
export class EventQueries {
  readonly #store: EventStore;
  readonly #policy: CompiledPolicy;
  readonly #deliveries: DeliveryCounts;
  readonly #seen: SeenFilters;
  readonly #filterContext: FilterContext;
  /** First prompts by the number of their session. */
  readonly #prompts = new Map<number, string>();
  /** The policy that was last looked at without being adopted. */
  #candidate: { readonly text: string | undefined; readonly counts: DeliveryCounts } | undefined;

  constructor(store: EventStore, policy: CompiledPolicy) {
    this.#store = store;
    this.#policy = policy;
    this.#deliveries = new DeliveryCounts(policy, store);
    this.#filterContext = filterContext(policy);
    this.#seen = new SeenFilters(store, this.#filterContext);
  }

  /**
   * The sessions that were active last, a thousand at most; with a filter, only those that have events which pass, as far as
   * the search has come.
   */
  sessions(filter?: EventFilter): readonly SessionSummary[] {
    const shown = (name: string) => shownName(this.#policy, name, longestName);
    const selection = this.#search(filter);
    const found = [...this.#store.sessions()].filter(({ number }) => selection?.count(number) !== 0);
    const summaries: SessionSummary[] = [];
    for (const session of newestOf(found)) {
      const matches = selection?.count(session.number);
      const prompt = this.#promptOf(session);
      const parent = this.#parentOf(session.id);
      const more = { ...(parent && { parent }), ...(matches !== undefined && { matches }) };
      summaries.push({ ...session.summary(shown), prompt, ...more });
    }
    return summaries;
  }

  #parentOf(id: string): ParentSession | undefined {
    const link = this.#store.linkOf(id);
    if (link === undefined) return undefined;
    const { kind, session, event, turn } = link;
    return { kind, session, ...(event !== undefined && turn !== undefined && { step: { id: event, turn } }) };
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
      rows: this.#rows(page.events),
    };
  }

  #rows(events: readonly ReceivedEvent[]): readonly EventRow[] {
    const within = callsWithin(events);
    return events.map((received) => {
      const outer = within.get(received.id);
      return { ...eventRow(this.#policy, received), ...(outer !== undefined && { within: outer }) };
    });
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

  destinations(): readonly DestinationRow[] {
    const { policy } = this.#policy;
    const hashing = hashingDestinations(policy);
    return policy.destinations.map(({ name, description }) => ({
      name,
      description,
      ...(hashing.includes(name) && { salt: saltInUse(this.#policy) }),
    }));
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
      // its hashes are counted, not shown: no salt is read for them
      const policy = preparePolicy(policyText);
      this.#candidate = { text: policyText, counts: new DeliveryCounts(policy, this.#store) };
    }
    return this.#candidate.counts.advance(undefined, countMilliseconds);
  }

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

  /** What the person asked first, or the task that an agent was given. It is read once for each policy, and stays known when its event was let go. */
  #promptOf(session: SessionRecord): string {
    const { number } = session;
    const prompt = session.prompt ?? this.#store.linkOf(session.id)?.task;
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
}

function filterContext(policy: CompiledPolicy): FilterContext {
  return {
    destinationBit: (name) => {
      const bit = policy.destinations.findIndex(({ definition }) => definition.name === name);
      return bit < 0 ? undefined : bit;
    },
    destinationTest: (destination) => destinationTest(policy, destination),
    now: () => performance.now(),
  };
}

/** Those that were active last, in the order in which they began. */
function newestOf(sessions: readonly SessionRecord[]): readonly SessionRecord[] {
  if (sessions.length <= mostSessionsShown) return sessions;
  const ids = Float64Array.from(sessions, ({ lastId }) => lastId).sort();
  const oldest = ids[ids.length - mostSessionsShown] as number;
  return sessions.filter(({ lastId }) => lastId >= oldest);
}
