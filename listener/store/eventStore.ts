import { randomBytes } from "node:crypto";
import type { CodexEvent } from "../../core/events/codexEvent.ts";
import { SessionTracker } from "../../core/events/sessionTracker.ts";
import type { ByteRange } from "../../core/otlp/logsIndex.ts";
import type { Finding } from "../../core/policy/model/outcome.ts";
import { type SessionLink, SessionLinks } from "../../core/sessions/sessionLinks.ts";
import type { EventFilter, SenderMark } from "../protocol/eventFilter.ts";
import type { StorageDamage } from "../protocol/storageDamage.ts";
import { boundedText, longestText } from "./boundedText.ts";
import { type EventChunk, EventColumns, rowOf } from "./eventColumns.ts";
import { EventContent, type ReceivedMessage } from "./eventContent.ts";
import type { EventInspector } from "./eventInspector.ts";
import { decodeEvent, type EventFacts } from "./eventRecord.ts";
import { EventSelection, type FilterContext } from "./eventSelection.ts";
import { FindingSets } from "./findingSets.ts";
import type { ReceivedEvent } from "./receivedEvent.ts";
import { type NewEvent, RequestReader } from "./requestReader.ts";
import { frameKind } from "./segments/segmentFormat.ts";
import { type Appended, type Frame, SegmentLog, type SegmentLogOptions } from "./segments/segmentLog.ts";
import { isLoss } from "./segments/storageDamage.ts";
import { senderFlags, senderIn } from "./senderFlags.ts";
import { positionOf, type SessionRecord, type TurnRecord } from "./sessionRecord.ts";
import { SessionTable } from "./sessionTable.ts";
import { atOnce, type Slices } from "./slices.ts";
import { StringTable } from "./stringTable.ts";
import { attributeToken, blockSize } from "./textSignatures.ts";

export interface EventPage {
  /** How many events of the turn are kept. */
  readonly total: number;
  /** How many of them come before the first of `events`. */
  readonly offset: number;
  readonly events: readonly ReceivedEvent[];
}

/** Which events of a turn a page counts, and from where. */
export interface EventPageOptions {
  /** Only events that pass are counted. */
  readonly passes?: ((id: number) => boolean) | undefined;
  /** The offset counts from the first event whose id is at least this one. */
  readonly from?: number | undefined;
}

export interface EventStoreOptions extends SegmentLogOptions {
  /** The newest this many events are kept. */
  readonly maximumEvents: number;
  /** What the kept requests may have in all, in bytes: a sender of huge events must not fill memory or disk. */
  readonly maximumBytes?: number;
}

/** What was counted of a request without logs. */
export interface OtherCounts {
  readonly spans: number;
  readonly metricPoints: number;
}

/** What the store counted since it was cleared, over all owners of its folder. */
export interface StoreTotals extends OtherCounts {
  readonly requests: number;
  readonly events: number;
  readonly findings: number;
  /** Events let go because the store was full. */
  readonly evicted: number;
  /** Sessions that have events left. */
  readonly sessions: number;
}

interface Checkpoint {
  /** Whose ids they are, see `EventStore.identity`; earlier versions did not say. */
  readonly store?: string;
  readonly nextId: number;
  readonly sessions: readonly (readonly [session: string, turn: number])[];
  readonly totals: Omit<StoreTotals, "findings" | "evicted" | "sessions">;
}

const usualMemoryBytes = 256 * 1024 * 1024;
const usualFileBytes = 2 * 1024 * 1024 * 1024;
const otherNames = 0xffff;
const identityBytes = 8;
const noTotals = { requests: 0, events: 0, spans: 0, metricPoints: 0 };
/**
 * How many searches go on where they were: some 15 of an unfinished Setup, and those of every window. One has a bit for each
 * kept event, so a million of events cost 4 MB for all of them.
 */
export const rememberedSelections: number = 32;

/** How many events are inspected in one go when the policy has changed, before others get a turn. */
const inspectedAtOnce = 500;

/**
 * Keeps the newest events: the bytes of their requests in segments, and of each event a row of numbers in memory, by
 * which it is listed and found. An event is decoded when it is looked at. With a folder, everything that `append` took is
 * there again when the folder is opened the next time, under the same ids.
 */
export class EventStore {
  readonly #segments: SegmentLog;
  readonly #content: EventContent;
  readonly #columns = new EventColumns();
  readonly #reader = new RequestReader();
  readonly #tracker = new SessionTracker();
  readonly #sessions = new SessionTable();
  readonly #links = new SessionLinks((id) => {
    const session = this.#sessions.get(id);
    return session && { isVerified: session.isVerified, start: session.startUnixMilliseconds };
  });
  readonly #names = new StringTable(otherNames);
  readonly #findings = new FindingSets();
  readonly #maximumBytes: number;
  #maximumEvents: number;
  #inspector: EventInspector;
  #firstId = 1;
  #nextId = 1;
  #identity = newIdentity();
  /** Whether ids in the folder no longer mean what they meant when they were given. */
  #isRenumbered = false;
  /** The first event that the inspector has not seen. */
  #nextInspected = 1;
  readonly #totals = { ...noTotals };
  #selections: { readonly key: string; readonly selection: EventSelection }[] = [];
  #foundInAll = 0;
  #kept = 0;

  /** Opens the folder, if there is one, with all that is in it. Throws the error of the file system when it can't. */
  constructor(options: EventStoreOptions, inspector: EventInspector, isRecovered = true) {
    this.#inspector = inspector;
    this.#maximumEvents = Math.max(1, options.maximumEvents);
    this.#maximumBytes = options.maximumBytes ?? (options.folder === undefined ? usualMemoryBytes : usualFileBytes);
    this.#segments = new SegmentLog(options, () => this.#checkpoint());
    this.#content = new EventContent(this.#segments, this.#reader);
    if (isRecovered) atOnce(this.#recover());
  }

  /** Opens the folder in slices. */
  static *opening(options: EventStoreOptions, inspector: EventInspector): Slices<EventStore> {
    const store = new EventStore(options, inspector, false);
    yield* store.#recover();
    return store;
  }

  /** What of the folder could not be read when it was opened; undefined when all could. */
  get damage(): StorageDamage | undefined {
    return this.#segments.damage;
  }

  get totals(): StoreTotals {
    const evicted = this.#totals.events - this.#kept;
    return { ...this.#totals, findings: this.#foundInAll, evicted, sessions: this.#sessions.size };
  }

  /** Id of the oldest kept event, and the id that the next one will get. */
  get range(): { readonly first: number; readonly next: number } {
    return { first: this.#firstId, next: this.#nextId };
  }

  /**
   * Of which store the ids are, 16 hexadecimal digits: an id means the same event only while this is the same. It is kept
   * with the ids in the folder, and is another one as soon as an id of before may mean another event.
   */
  get identity(): string {
    return this.#identity;
  }

  setMaximumEvents(maximumEvents: number): void {
    this.#maximumEvents = Math.max(1, maximumEvents);
    this.#makeRoom();
  }

  /** Lets go of what was received before a time, in milliseconds since 1970; an hour more of it may stay. */
  forgetBefore(time: number): void {
    this.#segments.forgetSetAsideBefore(time);
    const last = this.#segments.lastIdBefore(time);
    if (last < this.#firstId) return;
    while (this.#firstId <= last) this.#letOldestGo();
    this.#letFilesGo();
  }

  /**
   * Takes the bytes of a logs request and returns the id of its first event, their number and their sessions. When this returns they are
   * kept; when it throws, an `OtlpDecodeError` or the error of the disk, nothing was taken. `observe` is given the events
   * before any of them is let go again. `sender` says whether the request was verified; undefined where that is not known.
   */
  append(
    bytes: Uint8Array,
    observe?: (events: readonly ReceivedEvent[]) => void,
    sender?: SenderMark,
  ): { readonly first: number; readonly count: number; readonly sessions: ReadonlySet<string> } {
    const events = this.#reader.read(bytes);
    const first = this.#nextId;
    const ids = { first, count: events.length };
    const place = this.#segments.append(frameKind.logs, bytes, ids, senderFlags(sender));
    this.#totals.requests++;
    this.#add(bytes, events, place, sender);
    if (this.#nextInspected === first) for (const event of events) this.#inspect(bytes, event);
    observe?.(this.events(range(first, this.#nextId)));
    // before any of them is let go
    const sessions = this.#sessionsFrom(first);
    this.#makeRoom();
    return { first, count: events.length, sessions };
  }

  /** The sessions of the events from this one on, and those that they are below of. */
  #sessionsFrom(first: number): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const id of range(first, this.#nextId)) {
      const place = this.#placeOf(id);
      const session = place && this.#sessions.at(place.chunk.session[place.row] as number)?.id;
      if (session !== undefined) ids.add(session);
    }
    return ids;
  }

  /** Counts a request without logs, so that its counts are there again too when the folder is opened the next time. */
  appendCounts(counts: OtherCounts): void {
    this.#segments.append(frameKind.counts, encoder.encode(JSON.stringify(counts)));
    this.#count(counts);
    this.#makeRoom();
  }

  /** The event, decoded; undefined when it is not kept. */
  get(id: number): ReceivedEvent | undefined {
    const place = this.#place(id);
    if (place === undefined) return undefined;
    const { chunk, row } = place;
    const session = this.#sessions.at(chunk.session[row] as number)?.id ?? "";
    const findings = this.#findings.at(chunk.findings[row] as number);
    const sender = senderIn(chunk.sender[row] as number);
    return {
      ...{ id, event: this.#content.decode(chunk, row), session, turn: chunk.turn[row] as number, findings },
      ...(sender !== undefined && { sender }),
    };
  }

  /** A kept event as it was received. */
  message(id: number): ReceivedMessage | undefined {
    const place = this.#place(id);
    return place && this.#content.message(place.chunk, place.row);
  }

  sessions(): Iterable<SessionRecord> {
    return this.#sessions.values();
  }

  /** The turns of a session that have events left, oldest first. */
  turns(session: string): readonly TurnRecord[] {
    return [...(this.#sessions.get(session)?.turns.values() ?? [])];
  }

  /** Events of a turn, oldest first. An offset before the first one counts as 0. */
  page(session: string, turn: number, offset: number, limit: number, options: EventPageOptions = {}): EventPage {
    const record = this.#sessions.get(session)?.turns.get(turn);
    if (!record) return { total: 0, offset: 0, events: [] };
    const { passes, from } = options;
    const ids = passes === undefined ? undefined : [...record.ids()].filter(passes);
    const before = from === undefined ? 0 : ids === undefined ? record.countBefore(from) : positionOf(ids, from);
    const start = Math.max(0, before + offset);
    const page = ids === undefined ? record.page(start, limit) : ids.slice(start, start + Math.max(0, limit));
    return { total: ids?.length ?? record.size, offset: start, events: this.events(page) };
  }

  /** The ids of at most so many kept events of a session that came after the event `after`, oldest first. */
  idsAfter(session: string, after: number, limit: number): readonly number[] {
    const ids: number[] = [];
    for (const turn of this.turns(session)) {
      if (ids.length >= limit) break;
      ids.push(...turn.idsAfter(after, limit - ids.length));
    }
    return ids;
  }

  /** The events with these ids, as far as they are kept. */
  events(ids: Iterable<number>): readonly ReceivedEvent[] {
    const events: ReceivedEvent[] = [];
    for (const id of ids) {
      const event = this.get(id);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /**
   * From now on another policy counts. What is kept is inspected anew with the following calls of {@link inspectMore};
   * what arrives meanwhile waits for its turn.
   */
  setInspector(inspector: EventInspector): void {
    this.#inspector = inspector;
    this.#nextInspected = this.#firstId;
    this.#foundInAll = 0;
    this.#selections = [];
    this.#sessions.forgetFindings();
    this.#columns.forgetFindings();
    this.#findings.clear();
  }

  /** Inspects some of the events that the inspector has not seen. Tells whether more are left. */
  inspectMore(count = inspectedAtOnce): boolean {
    this.#nextInspected = Math.max(this.#nextInspected, this.#firstId);
    for (let done = 0; done < count && this.#nextInspected < this.#nextId; done++) this.#inspectKept();
    return this.#nextInspected < this.#nextId;
  }

  /** Forgets everything and counts anew. The ids go on. */
  clear(): void {
    try {
      this.#segments.clearAll();
    } finally {
      this.#forgetAll();
    }
  }

  /** Also where a file could not be deleted: what of it is still there is shown again by the next opening of the folder. */
  #forgetAll(): void {
    this.#columns.clear();
    this.#sessions.clear();
    this.#tracker.clear();
    this.#links.clear();
    this.#findings.clear();
    this.#firstId = this.#nextId;
    this.#nextInspected = this.#nextId;
    Object.assign(this.#totals, noTotals);
    this.#kept = 0;
    this.#selections = [];
    this.#foundInAll = 0;
  }

  /** Closes the files. What is in the folder stays for its next opening. */
  close(): void {
    this.#segments.close();
  }

  /** The events that pass a filter. The latest few selections are remembered and go on with what arrives. */
  select(filter: EventFilter, context: FilterContext): EventSelection {
    const key = JSON.stringify(filter);
    const known = this.#selections.find((remembered) => remembered.key === key);
    const selection = known?.selection ?? new EventSelection(this, filter, context);
    const others = this.#selections.filter((remembered) => remembered.key !== key);
    this.#selections = [{ key, selection }, ...others].slice(0, rememberedSelections);
    return selection;
  }

  /** Events before this one have been inspected. */
  get nextInspected(): number {
    return this.#nextInspected;
  }

  // ── what the search needs ────────────────────────────────────────────────────────────────────────────────────────────

  /** The columns that an event is in. */
  chunkOf(id: number): EventChunk | undefined {
    return this.#columns.get(id);
  }

  /** What of the events lies in the segments. */
  get content(): EventContent {
    return this.#content;
  }

  /** Whether a name passes, by its number. The number of all names beyond the table's limit passes always. */
  namePasses(number: number, passes: (name: string) => boolean): boolean {
    const name = this.#names.textOf(number);
    return name === undefined || passes(name);
  }

  /** The name of an event as the columns have it, cut if it is very long; undefined beyond the table's limit. */
  nameAt(number: number): string | undefined {
    return this.#names.textOf(number);
  }

  session(id: string): SessionRecord | undefined {
    return this.#sessions.get(id);
  }

  /** Where a session belongs that Codex began itself, if that one is kept. */
  linkOf(session: string): (SessionLink & { readonly turn: number | undefined }) | undefined {
    const link = this.#links.linkOf(session);
    if (link === undefined || this.#sessions.get(link.session) === undefined) return undefined;
    const place = link.event === undefined ? undefined : this.#place(link.event);
    if (place === undefined) return { ...link, event: undefined, turn: undefined };
    return { ...link, turn: place.chunk.turn[place.row] as number };
  }

  sessionAt(number: number): SessionRecord | undefined {
    return this.#sessions.at(number);
  }

  findingsAt(number: number): readonly Finding[] {
    return this.#findings.at(number);
  }

  // ── taking in ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #add(
    bytes: Uint8Array,
    events: readonly NewEvent[],
    { segment, start: contentStart }: Pick<Appended, "segment" | "start">,
    sender: SenderMark | undefined,
  ): void {
    const flags = senderFlags(sender);
    const isUnverified = sender === "unverified";
    for (const { facts } of events) this.#links.expect(facts.link, isUnverified);
    for (const { facts: received, start, end, group, scalars } of events) {
      const id = this.#nextId++;
      const facts = this.#placed(received);
      const chunk = this.#columns.make(id);
      const row = rowOf(id);
      const { turn } = this.#tracker.assign(facts);
      const session = this.#sessions.obtain(facts.session);
      chunk.time[row] = facts.timeUnixMilliseconds;
      chunk.duration[row] = facts.durationMilliseconds;
      chunk.name[row] = this.#names.numberOf(boundedText(facts.name));
      chunk.session[row] = session.number;
      chunk.turn[row] = turn;
      chunk.segment[row] = segment;
      chunk.sender[row] = flags;
      chunk.start[row] = contentStart + start;
      chunk.end[row] = contentStart + end;
      setRange(chunk.resourceStart, chunk.resourceEnd, row, contentStart, group.resource);
      setRange(chunk.scopeStart, chunk.scopeEnd, row, contentStart, group.scope);
      const block = Math.floor(row / blockSize);
      chunk.signatures.add(block, bytes, start, end);
      if (!facts.isNamedInRecord) chunk.signatures.addText(block, facts.name);
      for (const { keyStart, keyEnd, text } of scalars) {
        if (text.length < 3) chunk.signatures.addToken(block, attributeToken(bytes, keyStart, keyEnd, text));
        else chunk.signatures.addText(block, text);
      }
      session.add(id, turn, facts, group.service, sender);
      const { link, timeUnixMilliseconds: time } = facts;
      if (link !== undefined) this.#links.add({ id, session: facts.session, time, isUnverified }, link);
    }
    this.#totals.events += events.length;
    this.#kept += events.length;
  }

  /** An event that names no session itself belongs to the one that others say. */
  #placed(facts: EventFacts): EventFacts {
    const session = facts.session === "" ? this.#links.sessionOf(facts.link) : undefined;
    return session === undefined ? facts : { ...facts, session };
  }

  #count({ spans, metricPoints }: OtherCounts): void {
    this.#totals.requests++;
    this.#totals.spans += spans;
    this.#totals.metricPoints += metricPoints;
  }

  // ── inspecting ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #inspect(bytes: Uint8Array, { facts, start, end, group }: NewEvent): void {
    const decode = () => decodeEvent(bytes.subarray(start, end), group.attributes, group.scopeName);
    this.#noteInspection(facts.name, decode);
  }

  #inspectKept(): void {
    const place = this.#place(this.#nextInspected);
    if (place === undefined) {
      this.#nextInspected++;
      return;
    }
    const { chunk, row } = place;
    const name = this.#names.textOf(chunk.name[row] as number);
    const whole = name === undefined || name.length === longestText ? this.#content.decode(chunk, row) : undefined;
    this.#noteInspection(whole?.name ?? name ?? "", () => whole ?? this.#content.decode(chunk, row));
  }

  #noteInspection(name: string, decode: () => CodexEvent): void {
    const id = this.#nextInspected++;
    const event = this.#inspector.concerns(name) ? decode() : undefined;
    const findings = event === undefined ? [] : this.#inspector.inspect(event);
    const chunk = this.#columns.make(id);
    const row = rowOf(id);
    chunk.findings[row] = this.#findings.numberOf(findings);
    chunk.delivered[row] = this.#inspector.delivered(name, event);
    if (findings.length === 0) return;
    this.#foundInAll += findings.length;
    this.#sessions.countFindings(chunk.session[row] as number, chunk.turn[row] as number, findings.length);
  }

  // ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #place(id: number): { readonly chunk: EventChunk; readonly row: number } | undefined {
    const isKept = Number.isInteger(id) && id >= this.#firstId && id < this.#nextId;
    return isKept ? this.#placeOf(id) : undefined;
  }

  #placeOf(id: number): { readonly chunk: EventChunk; readonly row: number } | undefined {
    const chunk = this.#columns.get(id);
    const row = rowOf(id);
    // numbers of sessions begin at 1: a row that was never filled belongs to an id that was passed over
    return chunk === undefined || chunk.session[row] === 0 ? undefined : { chunk, row };
  }

  // ── keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The newest event stays, however large it is. */
  #makeRoom(): void {
    const before = this.#firstId;
    while (this.#nextId - this.#firstId > this.#maximumEvents) this.#letOldestGo();
    for (;;) {
      const lastOfOldest = this.#segments.bytes > this.#maximumBytes ? this.#segments.lastIdOfOldest : undefined;
      if (lastOfOldest === undefined) break;
      while (this.#firstId <= lastOfOldest) this.#letOldestGo();
      this.#segments.letGoBefore(this.#firstId);
    }
    if (this.#firstId !== before) this.#letFilesGo();
  }

  #letFilesGo(): void {
    this.#segments.letGoBefore(this.#firstId);
    this.#columns.letGoBefore(this.#firstId);
    this.#nextInspected = Math.max(this.#nextInspected, this.#firstId);
  }

  #letOldestGo(): void {
    const id = this.#firstId++;
    const place = this.#placeOf(id);
    if (place === undefined) return;
    for (const { selection } of this.#selections) selection.letGo(id, place.chunk, place.row);
    this.#kept--;
    this.#sessions.letOldestGo(place.chunk.session[place.row] as number, place.chunk.turn[place.row] as number);
  }

  #checkpoint(): Checkpoint {
    return {
      store: this.#identity,
      nextId: this.#nextId,
      sessions: this.#tracker.remembered(),
      totals: { ...this.#totals },
    };
  }

  *#recover(): Slices<void> {
    let isFirst = true;
    yield* this.#segments.recover((frame) => {
      try {
        this.#recoverFrame(frame, isFirst);
      } catch {
        this.#segments.noteUnread(frame);
      }
      isFirst = false;
    });
    // the ids of what is missing may be given once more
    if (this.damage !== undefined && isLoss(this.damage)) this.#renew();
    this.#makeRoom();
    this.#nextInspected = this.#firstId;
  }

  #recoverFrame({ kind, flags, content, firstId, segment, start }: Frame, isFirst: boolean): void {
    if (kind === frameKind.logs) {
      const events = this.#reader.read(content);
      if (firstId > this.#nextId) this.#passOver(firstId);
      else if (firstId < this.#nextId) this.#renew();
      this.#totals.requests++;
      this.#add(content, events, { segment, start }, senderIn(flags));
      // two owners at the same time may have given the same ids
      this.#segments.setLastId(segment, this.#nextId - 1);
    } else if (kind === frameKind.counts) this.#count(JSON.parse(text(content)) as OtherCounts);
    else if (kind === frameKind.checkpoint) {
      const checkpoint = JSON.parse(text(content)) as Checkpoint;
      if (isFirst) this.#restore(checkpoint);
      if (!this.#isRenumbered && isIdentity(checkpoint.store)) this.#identity = checkpoint.store;
    }
  }

  #renew(): void {
    this.#isRenumbered = true;
    this.#identity = newIdentity();
  }

  #restore({ nextId, sessions, totals }: Checkpoint): void {
    this.#passOver(nextId);
    this.#tracker.restore(sessions);
    Object.assign(this.#totals, totals);
  }

  #passOver(nextId: number): void {
    if (this.#firstId === this.#nextId) this.#firstId = nextId;
    this.#nextId = nextId;
  }
}

function* range(first: number, next: number): Generator<number> {
  for (let id = first; id < next; id++) yield id;
}

const newIdentity = (): string => randomBytes(identityBytes).toString("hex");
const isIdentity = (store: unknown): store is string => typeof store === "string" && /^[0-9a-f]{16}$/.test(store);

const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function setRange(
  starts: Uint32Array,
  ends: Uint32Array,
  row: number,
  contentStart: number,
  range: ByteRange | undefined,
): void {
  starts[row] = range === undefined ? 0 : contentStart + range.start;
  ends[row] = range === undefined ? 0 : contentStart + range.end;
}
