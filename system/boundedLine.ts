/** A line that arrives in parts. Of one with more than `most` bytes nothing is kept. */
export class BoundedLine {
  readonly #most: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= this.#most) this.#parts.push(part);
    else this.#parts = [];
  }

  /** What the line holds; then the next one begins. */
  end(): Buffer | "too long" {
    const whole = this.#length > this.#most ? "too long" : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return whole;
  }
}
