import { LineIndex } from "../text/lineIndex.ts";
import type { OffsetRange } from "../text/range.ts";
import { buildTree, type PlacedNode } from "./buildTree.ts";
import { type Chunk, moveRange, moveStatement } from "./chunk.ts";
import { type ChunkedText, chunkText, type PlacedChunk } from "./chunkedText.ts";
import { Definitions } from "./definitions.ts";
import type { TomlDocument, TomlEntry, TomlKeyPart, TomlStatement, TomlSyntaxError, TomlTable } from "./document.ts";
import type { ParsedStatement, Version11Syntax } from "./parseStatement.ts";
import { firstStartingAt } from "./statementSearch.ts";
import { brokenStatementError, carriageReturnError, Lookups, repetitionError } from "./syntaxErrors.ts";

/** Statements of a chunk that have no place in the tree, by index: the part of the key that is defined already. */
type Refused = ReadonlyMap<number, TomlKeyPart | "left out">;

/** What is known of all statements below one first name. It does not depend on where in the text they stand. */
interface NamedPart {
  readonly refused: ReadonlyMap<Chunk, Refused>;
}

/**
 * A parsed text. Eager are the errors; tree, statements and lines are made when they are asked for, the tree by its first
 * names, so that in a long file a keystroke costs what it changes.
 */
export class ParsedText implements TomlDocument, ChunkedText {
  readonly chunks: readonly PlacedChunk[];
  readonly errors: readonly TomlSyntaxError[];
  readonly #names: ReadonlyMap<string, NamedPart>;
  readonly #moved = new Map<PlacedChunk, readonly TomlStatement[]>();
  #lines: LineIndex | undefined;
  #root: TomlTable | undefined;
  #statements: readonly TomlStatement[] | undefined;
  #placesOfNames: ReadonlyMap<string, readonly PlacedChunk[]> | undefined;

  constructor(
    readonly text: string,
    previous?: ParsedText,
  ) {
    this.chunks = chunkText(text, previous);
    this.#names = this.#readNames(previous);
    this.errors = this.#findErrors();
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text, lineStartsOfChunks(this.chunks));
    return this.#lines;
  }

  get root(): TomlTable {
    this.#root ??= new LazyRoot(this.text.length, this.#names.keys(), (name) => this.#entry(name));
    return this.#root;
  }

  get statements(): readonly TomlStatement[] {
    if (this.#statements === undefined) {
      const all: TomlStatement[] = [];
      for (const placed of this.chunks) for (const statement of this.#statementsOf(placed)) all.push(statement);
      this.#statements = all;
    }
    return this.#statements;
  }

  statementStartingAt(offset: number): TomlStatement | undefined {
    let low = 0;
    let high = this.chunks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.chunks[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle;
    }
    const placed = this.chunks[low];
    const statements = placed ? this.#statementsOf(placed) : [];
    const found = statements[firstStartingAt(statements, offset)];
    return found?.range.start === offset ? found : undefined;
  }

  /** The same objects each time: who has a statement can look for it in the list of all. */
  #statementsOf(placed: PlacedChunk): readonly TomlStatement[] {
    const known = this.#moved.get(placed);
    if (known) return known;
    const moved = placed.chunk.statements.map((statement) => moveStatement(statement, placed.start));
    this.#moved.set(placed, moved);
    return moved;
  }

  get oversizedIntegers(): readonly OffsetRange[] {
    const found: OffsetRange[] = [];
    for (const { chunk, start } of this.chunks)
      for (const index of chunk.oversized) {
        const parsed = chunk.parsed[index];
        if (!parsed?.sound || this.#isRefused(chunk, index)) continue;
        const offset = start + offsetOf(chunk, index);
        for (const range of parsed.oversizedIntegers) found.push(moveRange(range, offset));
      }
    return found;
  }

  get version11(): Version11Syntax | undefined {
    for (const { chunk, start } of this.chunks) {
      const parsed = chunk.version11 === undefined ? undefined : chunk.parsed[chunk.version11];
      if (chunk.version11 === undefined || !parsed?.sound || parsed.version11 === undefined) continue;
      const { offset, message } = parsed.version11;
      return { offset: offset + start + offsetOf(chunk, chunk.version11), message };
    }
    return undefined;
  }

  /** The names at the top, in order. Of an earlier text those are taken over of which no statement came or went. */
  #readNames(previous: ParsedText | undefined): ReadonlyMap<string, NamedPart> {
    const known = previous ? untouchedNames(previous.chunks, this.chunks, previous.#names) : undefined;
    const names = new Map<string, NamedPart>();
    const anew = new Map<string, { readonly definitions: Definitions; readonly refused: Map<Chunk, Refused> }>();
    for (const { chunk } of this.chunks) {
      for (const [name, indices] of chunk.names) {
        const untouched = known?.get(name);
        if (untouched) {
          names.set(name, untouched);
          continue;
        }
        let part = anew.get(name);
        if (part === undefined) {
          part = { definitions: new Definitions(), refused: new Map() };
          anew.set(name, part);
          names.set(name, part);
        }
        const refused = refusedOf(chunk, indices, part.definitions);
        if (refused) part.refused.set(chunk, refused);
      }
    }
    return names;
  }

  #isRefused(chunk: Chunk, index: number): boolean {
    for (const name of chunk.names.keys()) if (this.#names.get(name)?.refused.get(chunk)?.has(index)) return true;
    return false;
  }

  #entry(name: string): TomlEntry | undefined {
    return buildTree(this.#nodes(name), this.text.length).entries.get(name);
  }

  *#nodes(name: string): Generator<PlacedNode> {
    for (const { chunk, start } of this.#chunksOf(name)) {
      const indices = chunk.names.get(name) ?? [];
      const refused = this.#names.get(name)?.refused.get(chunk);
      for (const index of indices) {
        const parsed = chunk.parsed[index];
        if (parsed?.sound && parsed.node !== undefined && !refused?.has(index))
          yield { node: parsed.node, offset: start + offsetOf(chunk, index) };
      }
    }
  }

  #chunksOf(name: string): readonly PlacedChunk[] {
    this.#placesOfNames ??= placesOfNames(this.chunks);
    return this.#placesOfNames.get(name) ?? [];
  }

  #findErrors(): TomlSyntaxError[] {
    const errors: TomlSyntaxError[] = [];
    const lookups = new Lookups();
    let carriageReturn: TomlSyntaxError | undefined;
    for (const { chunk, start } of this.chunks) {
      const found = errors.length;
      for (const index of chunk.broken) {
        const parsed = chunk.parsed[index];
        if (parsed && !parsed.sound)
          errors.push(brokenStatementError(this.text, statementRange(chunk, index, start), parsed, lookups));
      }
      for (const name of chunk.names.keys())
        for (const [index, part] of this.#names.get(name)?.refused.get(chunk) ?? []) {
          if (part === "left out") continue;
          const statement = statementRange(chunk, index, start);
          errors.push(repetitionError(this.text, statement.start + part.range.start, statement));
        }
      if (chunk.carriageReturn !== undefined)
        carriageReturn ??= carriageReturnError(chunk, start, start + chunk.carriageReturn);
      if (errors.length > found + 1) sortFrom(errors, found);
    }
    if (carriageReturn && !errors.some(({ range }) => covers(range, carriageReturn.range))) errors.push(carriageReturn);
    return errors;
  }
}

/** The chunks that have statements below a first name, in order: of thousands of names each stands in a few. */
function placesOfNames(chunks: readonly PlacedChunk[]): ReadonlyMap<string, readonly PlacedChunk[]> {
  const places = new Map<string, PlacedChunk[]>();
  for (const placed of chunks)
    for (const name of placed.chunk.names.keys()) {
      const known = places.get(name);
      if (known) known.push(placed);
      else places.set(name, [placed]);
    }
  return places;
}

/**
 * What is known of the names below which nothing has changed: outside of the chunks that came or went, and there the
 * same statements in the same order. Where one of these was refused, that is told by its chunk, and has to be found anew.
 */
function untouchedNames(
  before: readonly PlacedChunk[],
  after: readonly PlacedChunk[],
  names: ReadonlyMap<string, NamedPart>,
): ReadonlyMap<string, NamedPart> {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start]?.chunk === after[start]?.chunk) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end)?.chunk === after.at(-1 - end)?.chunk) end++;
  const gone = before.slice(start, before.length - end);
  const came = after.slice(start, after.length - end);
  const untouched = new Map(names);
  const [goneWith, cameWith] = [placesOfNames(gone), placesOfNames(came)];
  for (const name of new Set([...goneWith.keys(), ...cameWith.keys()])) {
    const [old, now] = [goneWith.get(name) ?? [], cameWith.get(name) ?? []];
    const isRefused = old.some(({ chunk }) => names.get(name)?.refused.has(chunk));
    if (isRefused || !sameItems(statementsBelow(old, name), statementsBelow(now, name))) untouched.delete(name);
  }
  return untouched;
}

function statementsBelow(chunks: readonly PlacedChunk[], name: string): readonly (ParsedStatement | undefined)[] {
  return chunks.flatMap(({ chunk }) => (chunk.names.get(name) ?? []).map((index) => chunk.parsed[index]));
}

const sameItems = <T>(left: readonly T[], right: readonly T[]) =>
  left.length === right.length && left.every((item, index) => item === right[index]);

function lineStartsOfChunks(chunks: readonly PlacedChunk[]): readonly number[] {
  const starts: number[] = [];
  for (const { chunk, start } of chunks) for (const line of chunk.lineStarts) starts.push(start + line);
  return starts;
}

function refusedOf(chunk: Chunk, indices: readonly number[], definitions: Definitions): Refused | undefined {
  let refused: Map<number, TomlKeyPart | "left out"> | undefined;
  for (const index of indices) {
    const parsed = chunk.parsed[index];
    const part = parsed?.sound && parsed.node ? definitions.define(parsed.node) : undefined;
    if (part === undefined) continue;
    refused ??= new Map();
    refused.set(index, part);
  }
  return refused;
}

const offsetOf = (chunk: Chunk, index: number): number => chunk.statements[index]?.range.start ?? 0;

function statementRange(chunk: Chunk, index: number, start: number): OffsetRange {
  return moveRange(chunk.statements[index]?.range ?? { start: 0, end: 0 }, start);
}

const covers = (outer: OffsetRange, inner: OffsetRange) => outer.start <= inner.start && inner.end <= outer.end;

function sortFrom(errors: TomlSyntaxError[], index: number): void {
  const last = errors.splice(index).sort((left, right) => left.statement.start - right.statement.start);
  for (const error of last) errors.push(error);
}

/** The file itself. Each of its entries is built when something more than its name is asked for. */
class LazyRoot implements TomlTable {
  readonly kind = "table";
  readonly form = "root";
  readonly range: OffsetRange;
  readonly entries: ReadonlyMap<string, TomlEntry>;

  constructor(length: number, names: Iterable<string>, build: (name: string) => TomlEntry | undefined) {
    this.range = { start: 0, end: length };
    const entries = new Map<string, TomlEntry>();
    for (const name of names) entries.set(name, new LazyEntry(name, build, this.range));
    this.entries = entries;
  }
}

class LazyEntry implements TomlEntry {
  readonly name: string;
  readonly #build: (name: string) => TomlEntry | undefined;
  readonly #whole: OffsetRange;
  #built: TomlEntry | undefined;

  constructor(name: string, build: (name: string) => TomlEntry | undefined, whole: OffsetRange) {
    this.name = name;
    this.#build = build;
    this.#whole = whole;
  }

  get keys(): readonly TomlKeyPart[] {
    return this.#entry.keys;
  }
  get value(): TomlEntry["value"] {
    return this.#entry.value;
  }
  get range(): OffsetRange {
    return this.#entry.range;
  }

  get #entry(): TomlEntry {
    this.#built ??= this.#build(this.name) ?? {
      name: this.name,
      keys: [],
      value: { kind: "table", form: "implicit", entries: new Map(), range: this.#whole },
      range: this.#whole,
    };
    return this.#built;
  }
}
