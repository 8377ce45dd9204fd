/** A sender that is refused tries again and again: once a second is enough to say so. */
const noteMilliseconds = 1000;

/** Says which requests were refused, once a second at most, with how many there were. */
export class RefusalNotes {
  readonly #say: (note: string) => void;
  #count = 0;
  #reason = "";
  #pause: NodeJS.Timeout | undefined;

  constructor(say: (note: string) => void) {
    this.#say = say;
  }

  /** A request was refused. The first one after a quiet second is told at once. */
  note(reason: string): void {
    this.#count++;
    this.#reason = reason;
    if (this.#pause === undefined) this.tell();
  }

  /** Tells of those that were not told yet. */
  tell(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (this.#count === 0) return;
    const many = `Refused ${this.#count} requests, the last one: ${this.#reason}`;
    this.#say(this.#count === 1 ? `Refused a request: ${this.#reason}` : many);
    this.#count = 0;
    this.#pause = setTimeout(() => this.tell(), noteMilliseconds);
    this.#pause.unref();
  }
}
