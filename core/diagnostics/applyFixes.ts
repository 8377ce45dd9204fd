import type { TextEdit } from "../text/range.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { SeparateEdits } from "./separateEdits.ts";

/** The text with the edits made. Edits must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.map((edit, index) => ({ edit, index }));
  ordered.sort((left, right) => left.edit.range.start - right.edit.range.start || left.index - right.index);
  const pieces: string[] = [];
  let offset = 0;
  for (const { edit } of ordered) {
    pieces.push(text.slice(offset, edit.range.start), edit.newText);
    offset = edit.range.end;
  }
  return pieces.join("") + text.slice(offset);
}

/**
 * The edits of the preferred fixes that can be made together: where two touch, the first one counts. Syntax and
 * repetitions come first and alone: until they are fixed, what else seems to be wrong or missing may not be.
 */
export function preferredEdits(diagnostics: readonly Diagnostic[]): readonly TextEdit[] {
  const syntax = chosenEdits(diagnostics.filter(({ code }) => isSyntax(code)));
  return syntax.length > 0 ? syntax : chosenEdits(diagnostics.filter(({ code }) => !isSyntax(code)));
}

/** The fixes of so many diagnostics of one code are made at once. Who has more has a machine's file, and makes the next ones after these. */
const mostOfOneCode = 2000;

function chosenEdits(diagnostics: readonly Diagnostic[]): readonly TextEdit[] {
  const chosen = new SeparateEdits();
  const seen = new Map<string, number>();
  for (const diagnostic of diagnostics) {
    const number = (seen.get(diagnostic.code) ?? 0) + 1;
    seen.set(diagnostic.code, number);
    if (number > mostOfOneCode) continue;
    chosen.addAll(diagnostic.fixes.find(({ preferred }) => preferred)?.edits ?? []);
  }
  return chosen.inOrderOfChoice;
}

function isSyntax(code: string): boolean {
  return code.startsWith("toml/") || code === "policy/syntax";
}

const mostRounds = 20;
/** In a long text there are fewer rounds, and one at least: so much is checked in all. */
const mostChecked = 1_000_000;

/**
 * Applies preferred fixes until nothing is left that one of them fixes; of a text that is very long, or has thousands of
 * mistakes of one kind, as many as can be made in a short time. `check` gives the diagnostics of a text.
 */
export function applyPreferredFixes(text: string, check: (text: string) => readonly Diagnostic[]): string {
  let fixed = text;
  let checked = 0;
  for (let round = 0; round < mostRounds; round++) {
    checked += fixed.length;
    if (round > 0 && checked > mostChecked) break;
    const edits = preferredEdits(check(fixed));
    if (edits.length === 0) break;
    fixed = applyEdits(fixed, edits);
  }
  return fixed;
}
