const pieceLength = 1024;

/** A row of things that grows at its end and is taken off at its beginning, in steps that do not depend on its length. */
export class Deque<T> {
  /** Full pieces, but for the last one. */
  readonly #pieces: T[][] = [];
  /** Pieces that were taken off wholly, and of the first one that was not, how many things. */
  #pieceStart = 0;
  #offset = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(thing: T): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && this.#pieces.length > this.#pieceStart && last.length < pieceLength) last.push(thing);
    else this.#pieces.push([thing]);
    this.#length++;
  }

  /** The thing at this place, from 0. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const place = this.#offset + index;
    return this.#pieces[this.#pieceStart + Math.floor(place / pieceLength)]?.[place % pieceLength];
  }

  /** Takes the first one off. */
  shift(): T | undefined {
    const first = this.at(0);
    if (this.#length === 0) return undefined;
    this.#length--;
    this.#offset++;
    if (this.#offset === pieceLength || this.#length === 0) this.#dropPiece();
    return first;
  }

  #dropPiece(): void {
    this.#pieces[this.#pieceStart] = [];
    this.#pieceStart++;
    this.#offset = 0;
    // moved together when half of them are gone, so that each is moved once on average
    if (this.#pieceStart * 2 < this.#pieces.length) return;
    this.#pieces.splice(0, this.#pieceStart);
    this.#pieceStart = 0;
  }
}
