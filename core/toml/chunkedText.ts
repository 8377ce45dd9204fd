import { type Chunk, noTable, type OpenTable, ParsedOnce, readChunk, sameTable } from "./chunk.ts";
import type { ParsedStatement } from "./parseStatement.ts";
import { firstStatementOffset } from "./scanStatements.ts";

/** A chunk at its place in a text. */
export interface PlacedChunk {
  readonly chunk: Chunk;
  readonly start: number;
}

/** A text cut into chunks that follow one another without a gap. */
export interface ChunkedText {
  readonly text: string;
  readonly chunks: readonly PlacedChunk[];
}

/** Cuts a text into chunks. Of `previous`, usually the text before an edit, all chunks that still hold are used again. */
export function chunkText(text: string, previous: ChunkedText = { text: "", chunks: [] }): readonly PlacedChunk[] {
  const old = new OldChunks(previous, text);
  const once = new ParsedOnce();
  const chunks: PlacedChunk[] = [];
  let open = noTable;
  for (let at = 0; at < text.length; ) {
    const start = at === 0 ? firstStatementOffset(text) : at;
    if (start === text.length) break;
    let placed = old.chunkAt(at, open);
    if (placed === undefined) {
      const known = old.knownStatements(at);
      const chunk = readChunk(
        text,
        at,
        start,
        open,
        known,
        once,
        (next, table) => old.chunkAt(next, table) !== undefined,
      );
      placed = { chunk, start: at };
    }
    chunks.push(placed);
    open = placed.chunk.after;
    at += placed.chunk.length;
  }
  return chunks;
}

/** Finds chunks of an earlier text at offsets of a later one, which have to be asked for in ascending order. */
class OldChunks {
  readonly #previous: ChunkedText;
  /** How many UTF-16 units the two texts have in common at their begin. */
  readonly #same: number;
  /** From this offset of the earlier text on, the two are the same up to their ends. */
  readonly #tail: number;
  readonly #shift: number;
  /** The next chunk to look at, in the text before the change and behind it. */
  #above = 0;
  #below = 0;
  readonly #known = new Map<string, ParsedStatement>();
  #remembered = -1;

  constructor(previous: ChunkedText, text: string) {
    this.#previous = previous;
    const old = previous.text;
    this.#same = commonStart(old, text);
    this.#tail = old.length - commonEnd(old, text, Math.min(old.length, text.length) - this.#same);
    this.#shift = text.length - old.length;
  }

  chunkAt(offset: number, open: OpenTable): PlacedChunk | undefined {
    const above = this.#chunkAbove(offset);
    if (above !== undefined && above.start + above.chunk.seen <= this.#same && sameTable(above.chunk.before, open))
      return above;
    const below = this.#chunkBelow(offset);
    // A byte order mark counts only at the begin of a text.
    if (below === undefined || (below.start === 0) !== (offset === 0) || !sameTable(below.chunk.before, open))
      return undefined;
    return this.#shift === 0 ? below : { chunk: below.chunk, start: offset };
  }

  #chunkAbove(offset: number): PlacedChunk | undefined {
    const { chunks } = this.#previous;
    while ((chunks[this.#above]?.start ?? offset) < offset) this.#above++;
    const found = chunks[this.#above];
    return found?.start === offset ? found : undefined;
  }

  #chunkBelow(offset: number): PlacedChunk | undefined {
    const { chunks } = this.#previous;
    const wanted = Math.max(offset - this.#shift, this.#tail);
    while ((chunks[this.#below]?.start ?? wanted) < wanted) this.#below++;
    const found = chunks[this.#below];
    return found !== undefined && found.start + this.#shift === offset ? found : undefined;
  }

  /** The parsed statements of the chunks that cannot be used again up to that offset. */
  knownStatements(offset: number): ReadonlyMap<string, ParsedStatement> {
    this.#chunkBelow(offset);
    const { chunks, text } = this.#previous;
    for (let index = Math.max(this.#remembered + 1, this.#above - 1); index <= this.#below; index++) {
      const placed = chunks[index];
      if (placed === undefined) break;
      this.#remembered = index;
      for (const [at, { range }] of placed.chunk.statements.entries()) {
        const parsed = placed.chunk.parsed[at];
        if (parsed) this.#known.set(text.slice(placed.start + range.start, placed.start + range.end), parsed);
      }
    }
    return this.#known;
  }
}

/** Compared first in blocks of this length, which costs next to nothing. */
const blockLength = 4096;

function commonStart(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at + blockLength <= length && left.slice(at, at + blockLength) === right.slice(at, at + blockLength))
    at += blockLength;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  return at;
}

function commonEnd(left: string, right: string, limit: number): number {
  const block = (text: string, at: number) => text.slice(text.length - at - blockLength, text.length - at);
  let at = 0;
  while (at + blockLength <= limit && block(left, at) === block(right, at)) at += blockLength;
  while (at < limit && left.charCodeAt(left.length - at - 1) === right.charCodeAt(right.length - at - 1)) at++;
  return at;
}
