/** How long the editor may take to tell of a selection that it was asked for, in milliseconds. */
const longestEcho = 1000;

/**
 * Tells the selections that a panel has made in the tree from those that a person makes there: what a panel asked for comes
 * back as news, and must not move the panel's own selection, which may be elsewhere by then.
 */
export class SelectionEcho {
  readonly #now: () => number;
  readonly #expected = new Map<number, number>();

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The panel is about to have this event selected. */
  expect(event: number): void {
    this.#expected.set(event, this.#now());
  }

  /** Whether the news of a selected event is what the panel asked for. */
  isEcho(event: number | undefined): boolean {
    const oldest = this.#now() - longestEcho;
    for (const [id, since] of this.#expected) if (since < oldest) this.#expected.delete(id);
    return event !== undefined && this.#expected.has(event);
  }
}
