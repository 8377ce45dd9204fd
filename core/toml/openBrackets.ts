/** A bracket that is open, and those that were open before it. */
export interface OpenBracket {
  readonly sign: string;
  readonly offset: number;
  readonly depth: number;
  readonly outer: OpenBracket | undefined;
}

/** The brackets that are open at a place. */
export class OpenBrackets {
  #inner: OpenBracket | undefined;
  /** Brackets down to this depth are outside of what is looked at. */
  #outside = 0;

  get depth(): number {
    return this.#inner === undefined ? 0 : this.#inner.depth - this.#outside;
  }

  get inner(): OpenBracket | undefined {
    return this.#inner;
  }

  open(sign: string, offset: number): void {
    const outer = this.#inner;
    this.#inner = { sign, offset, depth: (outer?.depth ?? this.#outside) + 1, outer };
  }

  close(): void {
    this.#inner = this.depth > 1 ? this.#inner?.outer : undefined;
  }

  /** Takes over what was open elsewhere, from one of those brackets on. */
  takeOver(inner: OpenBracket, from: OpenBracket): void {
    this.#inner = inner;
    this.#outside = from.depth - 1;
  }
}

/** How a search for the end of a value ended that met brackets which nothing closes. */
export interface UnclosedSearch {
  /** The last bracket that was open. */
  readonly inner: OpenBracket;
  /** At "deep" the search gave up behind that bracket; else what it found, which goes for each of them. */
  readonly outcome: "deep" | { readonly end: number | undefined };
  /** How far it has looked. */
  readonly seen: number;
}

/** The bracket at an offset among those that are open. */
export function bracketAt(inner: OpenBracket, offset: number): OpenBracket | undefined {
  let bracket: OpenBracket | undefined = inner;
  while (bracket !== undefined && bracket.offset > offset) bracket = bracket.outer;
  return bracket?.offset === offset ? bracket : undefined;
}
