import type { OffsetRange } from "../text/range.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";

/** The fixes of a diagnostic, or how they are found: that is worked out when somebody asks for them. */
export type FixesOf = readonly Fix[] | (() => readonly Fix[]);

/** A diagnostic whose fixes are found when they are asked for. Of thousands of diagnostics few are looked at so closely. */
export function withLazyFixes(diagnostic: Omit<Diagnostic, "fixes">, fixes: FixesOf): Diagnostic {
  return typeof fixes === "function" ? new LazyDiagnostic(diagnostic, fixes) : { ...diagnostic, fixes };
}

/** What is found is not kept, for of thousands it would be most of the memory. */
class LazyDiagnostic implements Diagnostic {
  readonly code: string;
  readonly severity: Diagnostic["severity"];
  readonly verdict: Diagnostic["verdict"];
  readonly range: OffsetRange;
  readonly message: string;
  declare readonly fixes: readonly Fix[];
  readonly #find: () => readonly Fix[];

  constructor({ code, severity, verdict, range, message }: Omit<Diagnostic, "fixes">, find: () => readonly Fix[]) {
    this.code = code;
    this.severity = severity;
    this.verdict = verdict;
    this.range = range;
    this.message = message;
    this.#find = find;
    Object.defineProperty(this, "fixes", LazyDiagnostic.#fixes);
  }

  /** A property like the others, so that copies and comparisons have it. One for all: with one each, each is a shape of its own. */
  static readonly #fixes: PropertyDescriptor & ThisType<LazyDiagnostic> = {
    enumerable: true,
    get() {
      return this.#find();
    },
  };
}
