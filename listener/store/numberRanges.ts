/** A set of whole numbers, of which most follow each other. */
export class NumberRanges {
  /** From `start` to before `end`, apart from each other and in their order. */
  #ranges: { start: number; end: number }[] = [];

  add(start: number, end: number = start + 1): void {
    const last = this.#ranges.at(-1);
    if (last === undefined || start > last.end) this.#ranges.push({ start, end });
    else if (start >= last.start) last.end = Math.max(last.end, end);
    else this.#insert(start, end);
  }

  has(number: number): boolean {
    const range = this.#ranges[this.#firstEndingAfter(number)];
    return range !== undefined && range.start <= number;
  }

  /** How many numbers there are. */
  get size(): number {
    return this.#ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** How many numbers between the first and the last are not there. */
  get missing(): number {
    const [first, last] = [this.#ranges[0], this.#ranges.at(-1)];
    return first === undefined || last === undefined ? 0 : last.end - first.start - this.size;
  }

  clear(): void {
    this.#ranges = [];
  }

  #insert(start: number, end: number): void {
    const [before, after] = [
      this.#ranges.filter((range) => range.end < start),
      this.#ranges.filter((range) => range.start > end),
    ];
    const touched = this.#ranges.slice(before.length, this.#ranges.length - after.length);
    const merged = {
      start: Math.min(start, ...touched.map((range) => range.start)),
      end: Math.max(end, ...touched.map((range) => range.end)),
    };
    this.#ranges = [...before, merged, ...after];
  }

  #firstEndingAfter(number: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle] as { end: number }).end > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
