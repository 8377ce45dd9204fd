import type { Finding } from "../../core/policy/model/outcome.ts";

const none: readonly Finding[] = [];
/** The number of every combination that comes when there are no numbers left. */
const overflow = 0xffff;

/** What is shown for them: that something was found, but not what, for it would be another event's. */
const untold: readonly Finding[] = [
  {
    id: "too-many-findings",
    severity: "high",
    message: "Something was found, but too many different things for the list: see which detections match too often",
  },
];

/** Gives each combination of findings a small number, 0 to none. Few combinations occur, each of them often. */
export class FindingSets {
  readonly #sets: (readonly Finding[])[] = [none];
  readonly #numbers = new Map<string, number>();

  numberOf(findings: readonly Finding[]): number {
    if (findings.length === 0) return 0;
    const key = JSON.stringify(findings);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#sets.length >= overflow) return overflow;
    const number = this.#sets.length;
    this.#sets.push(findings);
    this.#numbers.set(key, number);
    return number;
  }

  at(number: number): readonly Finding[] {
    return number === overflow ? untold : (this.#sets[number] ?? none);
  }

  /** Forgets all combinations; nobody may have their numbers any more. */
  clear(): void {
    this.#sets.length = 1;
    this.#numbers.clear();
  }
}
