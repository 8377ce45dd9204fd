import type { OffsetRange } from "../text/range.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { offeredFixes } from "./offeredFixes.ts";

/** The fixes of a diagnostic, or how they are found: that is worked out when somebody asks for them. */
export type FixesOf = readonly Fix[] | (() => readonly Fix[]);

/**
 * A diagnostic of a text, with its fixes as they are offered (`offeredFixes`). Where they are found by a function, that is
 * when they are asked for: of thousands of diagnostics few are looked at so closely.
 */
export function withFixes(diagnostic: Omit<Diagnostic, "fixes">, text: string, fixes: FixesOf): Diagnostic {
  if (typeof fixes === "function") return new LazyDiagnostic(diagnostic, text, fixes);
  return { ...diagnostic, fixes: fixes.length === 0 ? fixes : offeredFixes(text, fixes) };
}

/** What is found is not kept, for of thousands it would be most of the memory. */
class LazyDiagnostic implements Diagnostic {
  readonly code: string;
  readonly severity: Diagnostic["severity"];
  readonly verdict: Diagnostic["verdict"];
  readonly range: OffsetRange;
  readonly message: string;
  declare readonly fixes: readonly Fix[];
  readonly #text: string;
  readonly #find: () => readonly Fix[];

  constructor(diagnostic: Omit<Diagnostic, "fixes">, text: string, find: () => readonly Fix[]) {
    this.code = diagnostic.code;
    this.severity = diagnostic.severity;
    this.verdict = diagnostic.verdict;
    this.range = diagnostic.range;
    this.message = diagnostic.message;
    this.#text = text;
    this.#find = find;
    Object.defineProperty(this, "fixes", LazyDiagnostic.#fixes);
  }

  /** A property like the others, so that copies and comparisons have it. One for all: with one each, each is a shape of its own. */
  static readonly #fixes: PropertyDescriptor & ThisType<LazyDiagnostic> = {
    enumerable: true,
    get() {
      return offeredFixes(this.#text, this.#find());
    },
  };
}
