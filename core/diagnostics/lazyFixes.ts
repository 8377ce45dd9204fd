import type { Diagnostic, Fix } from "./diagnostic.ts";

/** The fixes of a diagnostic, or how they are found: that is worked out when somebody first asks for them. */
export type FixesOf = readonly Fix[] | (() => readonly Fix[]);

/** A diagnostic whose fixes are found when they are asked for. Of thousands of diagnostics few are looked at so closely. */
export function withLazyFixes(diagnostic: Omit<Diagnostic, "fixes">, fixes: FixesOf): Diagnostic {
  if (typeof fixes !== "function") return { ...diagnostic, fixes };
  let found: readonly Fix[] | undefined;
  return {
    ...diagnostic,
    get fixes() {
      found ??= fixes();
      return found;
    },
  };
}
