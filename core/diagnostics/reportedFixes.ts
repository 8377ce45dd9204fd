import { shownSentence } from "../text/shownSentence.ts";
import type { Fix } from "./diagnostic.ts";
import { keepingFixes } from "./keeping.ts";
import type { FixesOf } from "./lazyFixes.ts";

/** The fixes of a diagnostic as they are offered: preferred only where nothing is lost, and with titles that can be shown. */
export function reportedFixes(text: string, fixes: FixesOf): FixesOf {
  return typeof fixes === "function" ? () => offered(text, fixes()) : offered(text, fixes);
}

const offered = (text: string, fixes: readonly Fix[]): readonly Fix[] =>
  keepingFixes(text, fixes).map((fix) => ({ ...fix, title: shownSentence(fix.title) }));
