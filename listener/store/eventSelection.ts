import type { Finding } from "../../core/policy/model/outcome.ts";
import type { DestinationFilter, EventFilter, FilterProgress } from "../protocol/eventFilter.ts";
import { chunkOf, chunkSize, type EventChunk, rowOf } from "./eventColumns.ts";
import type { EventContent } from "./eventContent.ts";
import { type ContentTest, contentTest, type EventTest, nameTest } from "./eventFilter.ts";
import type { ReceivedEvent } from "./receivedEvent.ts";
import { senderFlags } from "./senderFlags.ts";
import { blockSize } from "./textSignatures.ts";

/** What a filter means by the names in it. */
export interface FilterContext {
  /** The bit of a destination in an event's `delivered`; undefined when the policy has no such destination. */
  destinationBit(name: string): number | undefined;
  /** The test of what is said about a destination beyond its decision; undefined when nothing is. */
  destinationTest(destination: DestinationFilter): EventTest | undefined;
  /** Milliseconds that only grow. */
  now(): number;
}

/** The kept events that a search looks at. */
export interface SearchedEvents {
  readonly range: { readonly first: number; readonly next: number };
  /** Events before this one have been inspected. */
  readonly nextInspected: number;
  readonly content: EventContent;
  get(id: number): ReceivedEvent | undefined;
  chunkOf(id: number): EventChunk | undefined;
  nameAt(number: number): string | undefined;
  namePasses(number: number, passes: (name: string) => boolean): boolean;
  session(id: string): { readonly number: number } | undefined;
  findingsAt(number: number): readonly Finding[];
}

type RowTest = (chunk: EventChunk, row: number) => boolean;

const wordsPerChunk = chunkSize / 32;
/** How many chunks or blocks are looked into between two looks at the clock. */
const portionsPerLook = 4;

/**
 * The kept events that pass a filter. The newest are looked at first, and what arrives is looked at with the next step;
 * numbers alone take a few milliseconds for a million events, texts as long as there are events that may hold them.
 */
export class EventSelection {
  readonly #store: SearchedEvents;
  readonly #now: () => number;
  readonly #rowTest: RowTest;
  readonly #content: ContentTest | undefined;
  /** The resource that was looked at last. */
  #resource: { readonly segment: number; readonly start: number; readonly passes: boolean } | undefined;
  /** One bit for each event of a chunk, by chunk. */
  readonly #bits = new Map<number, Uint32Array>();
  /** By session number and turn. */
  readonly #counts = new Map<number, Map<number, number>>();
  #matches = 0;
  /** Events from here to before `#high` have been looked at. */
  #low: number;
  #high: number;

  constructor(store: SearchedEvents, filter: EventFilter, context: FilterContext) {
    this.#store = store;
    this.#now = context.now;
    this.#rowTest = rowTest(store, filter, context);
    this.#content = contentTest(filter, filter.destination && context.destinationTest(filter.destination));
    this.#low = store.nextInspected;
    this.#high = store.nextInspected;
  }

  /** Looks at events for about so many milliseconds: at what has arrived, then at what is older, the newest first. */
  advance(milliseconds: number): FilterProgress {
    const deadline = this.#now() + milliseconds;
    const portion = this.#content === undefined ? chunkSize : blockSize;
    for (let looked = 0; this.#high < this.#store.nextInspected; looked++) {
      if (looked % portionsPerLook === 0 && looked > 0 && this.#now() >= deadline) return this.#progress;
      const end = Math.min(this.#store.nextInspected, (Math.floor(this.#high / portion) + 1) * portion);
      this.#look(this.#high, end);
      this.#high = end;
    }
    const { first } = this.#store.range;
    for (let looked = 0; this.#low > first; looked++) {
      if (looked % portionsPerLook === 0 && looked > 0 && this.#now() >= deadline) break;
      const start = Math.max(first, Math.floor((this.#low - 1) / portion) * portion);
      this.#look(start, this.#low);
      this.#low = start;
    }
    return this.#progress;
  }

  get #progress(): FilterProgress {
    const { range, nextInspected } = this.#store;
    return { matches: this.#matches, complete: this.#low <= range.first && this.#high >= nextInspected };
  }

  has(id: number): boolean {
    const word = this.#bits.get(chunkOf(id))?.[rowOf(id) >>> 5] ?? 0;
    return (word & (1 << (id & 31))) !== 0;
  }

  /** How many events of a session, or of one of its turns, pass. */
  count(session: number, turn?: number): number {
    const turns = this.#counts.get(session);
    if (turns === undefined) return 0;
    if (turn !== undefined) return turns.get(turn) ?? 0;
    let sum = 0;
    for (const count of turns.values()) sum += count;
    return sum;
  }

  /** The newest ids that pass, newest first, all of them before `before`. */
  newest(limit: number, before = Number.POSITIVE_INFINITY): number[] {
    const ids: number[] = [];
    for (const chunk of [...this.#bits.keys()].sort((a, b) => b - a)) {
      const start = chunk * chunkSize;
      for (let id = Math.min(start + chunkSize, before) - 1; id >= start && ids.length < limit; id--)
        if (this.has(id)) ids.push(id);
      if (ids.length >= limit) break;
    }
    return ids;
  }

  /** An event is no longer kept. */
  letGo(id: number, chunk: EventChunk, row: number): void {
    if (!this.has(id)) return;
    const bits = this.#bits.get(chunkOf(id));
    if (bits !== undefined) bits[row >>> 5] = (bits[row >>> 5] as number) & ~(1 << (row & 31));
    this.#count(chunk, row, -1);
    if (row === chunkSize - 1) this.#bits.delete(chunkOf(id));
  }

  /** Looks at events of one chunk, of one block when their content counts. */
  #look(start: number, end: number): void {
    const chunk = this.#store.chunkOf(start);
    if (chunk === undefined) return;
    const content = this.#content;
    if (content !== undefined && !chunk.signatures.mayHold(Math.floor(rowOf(start) / blockSize), content.bits)) return;
    const test = this.#rowTest;
    const firstRow = rowOf(start);
    const base = start - firstRow;
    for (let row = firstRow; row < end - base; row++) {
      // a row that was never filled belongs to no session
      if (chunk.session[row] === 0 || !test(chunk, row)) continue;
      if (content === undefined || this.#holds(chunk, row, base + row)) this.#note(base + row, chunk, row);
    }
  }

  #holds(chunk: EventChunk, row: number, id: number): boolean {
    const content = this.#content;
    if (content === undefined) return true;
    const name = this.#store.nameAt(chunk.name[row] as number);
    if (name === undefined) {
      const received = this.#store.get(id);
      return received !== undefined && content.passes(received.event);
    }
    if (content.passesResource !== undefined && !this.#resourcePasses(content.passesResource, chunk, row)) return false;
    if (content.passesRecord?.(this.#store.content.scanRecord(chunk, row), name) === false) return false;
    if (content.passesDestination === undefined) return true;
    const received = this.#store.get(id);
    return received !== undefined && content.passesDestination(received.event);
  }

  /** The records of a request share their resource: it is looked at once. */
  #resourcePasses(passes: NonNullable<ContentTest["passesResource"]>, chunk: EventChunk, row: number): boolean {
    const [segment, start] = [chunk.segment[row] as number, chunk.resourceStart[row] as number];
    if (segment !== this.#resource?.segment || start !== this.#resource.start)
      this.#resource = { segment, start, passes: passes(this.#store.content.scanResource(chunk, row)) };
    return this.#resource.passes;
  }

  #note(id: number, chunk: EventChunk, row: number): void {
    const number = chunkOf(id);
    let bits = this.#bits.get(number);
    if (bits === undefined) {
      bits = new Uint32Array(wordsPerChunk);
      this.#bits.set(number, bits);
    }
    bits[row >>> 5] = (bits[row >>> 5] as number) | (1 << (row & 31));
    this.#count(chunk, row, 1);
  }

  #count(chunk: EventChunk, row: number, by: number): void {
    const session = chunk.session[row] as number;
    const turn = chunk.turn[row] as number;
    let turns = this.#counts.get(session);
    if (turns === undefined) {
      turns = new Map();
      this.#counts.set(session, turns);
    }
    turns.set(turn, (turns.get(turn) ?? 0) + by);
    this.#matches += by;
  }
}

/** The test of what the columns say. Sessions and names may still be new: they are looked up when they are asked for. */
function rowTest(store: SearchedEvents, filter: EventFilter, context: FilterContext): RowTest {
  const tests: RowTest[] = [];
  const { session, turn, destination, findings, sender } = filter;
  if (session !== undefined) {
    let number: number | undefined;
    tests.push((chunk, row) => {
      number ??= store.session(session)?.number;
      return chunk.session[row] === number;
    });
  }
  if (turn !== undefined) tests.push((chunk, row) => chunk.turn[row] === turn);
  if (sender !== undefined) {
    const flags = senderFlags(sender);
    tests.push((chunk, row) => chunk.sender[row] === flags);
  }
  const name = nameTest(filter);
  if (name !== undefined) {
    const known = new Map<number, boolean>();
    tests.push((chunk, row) => {
      const number = chunk.name[row] as number;
      const passes = known.get(number) ?? store.namePasses(number, name);
      known.set(number, passes);
      return passes;
    });
  }
  if (destination !== undefined) {
    const bit = context.destinationBit(destination.name);
    const delivered = destination.decision === "deliver";
    tests.push(
      (chunk, row) => bit !== undefined && (((chunk.delivered[row] as number) >>> bit) & 1) === Number(delivered),
    );
  }
  if (findings !== undefined)
    tests.push((chunk, row) => {
      const found = store.findingsAt(chunk.findings[row] as number);
      return findings === "any" ? found.length > 0 : found.some(({ id }) => findings.includes(id));
    });
  const [first, ...others] = tests;
  if (first === undefined) return () => true;
  return others.length === 0 ? first : (chunk, row) => tests.every((test) => test(chunk, row));
}
