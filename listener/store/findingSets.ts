import type { Finding } from "../../core/policy/outcome.ts";

const none: readonly Finding[] = [];
const limit = 0xffff;

/** Gives each combination of findings a small number, 0 to none. Few combinations occur, each of them often. */
export class FindingSets {
  readonly #sets: (readonly Finding[])[] = [none];
  readonly #numbers = new Map<string, number>();

  numberOf(findings: readonly Finding[]): number {
    if (findings.length === 0) return 0;
    const key = JSON.stringify(findings);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#sets.length > limit) return limit;
    const number = this.#sets.length;
    this.#sets.push(findings);
    this.#numbers.set(key, number);
    return number;
  }

  at(number: number): readonly Finding[] {
    return this.#sets[number] ?? none;
  }
}
