import type { OffsetRange, Position, Range } from "./range.ts";

/** The offsets behind all line ends of a text. */
export function lineStartsOf(text: string): number[] {
  const starts: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
    if (code === 10 || code === 13) starts.push(i + 1);
  }
  return starts;
}

/** Translates between UTF-16 offsets and LSP positions of one text. Lines end with LF, CRLF or a lone CR, as in LSP. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  /** `starts`: what `lineStartsOf(text)` gives, when it is known already. */
  constructor(text: string, starts: readonly number[] = lineStartsOf(text)) {
    this.#length = text.length;
    this.#starts = [0].concat(starts);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The position of an offset; offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= clamped) low = middle;
      else high = middle;
    }
    return { line: low, character: clamped - (this.#starts[low] ?? 0) };
  }

  /** The offset of a position; positions outside the text are clamped to it. */
  offsetAt(position: Position): number {
    const start = this.#starts[position.line];
    if (start === undefined) return position.line < 0 ? 0 : this.#length;
    const next = this.#starts[position.line + 1] ?? this.#length;
    return Math.min(start + Math.max(0, position.character), next);
  }

  rangeAt(range: OffsetRange): Range {
    return { start: this.positionAt(range.start), end: this.positionAt(range.end) };
  }
}
