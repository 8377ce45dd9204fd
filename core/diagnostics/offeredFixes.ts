import { shownSentence } from "../text/shownSentence.ts";
import type { Fix } from "./diagnostic.ts";
import { keepingFixes } from "./keeping.ts";

/** The fixes of a diagnostic as they are offered: preferred only where nothing is lost, and with titles that can be shown. */
export function offeredFixes(text: string, fixes: readonly Fix[]): readonly Fix[] {
  return keepingFixes(text, fixes).map((fix) => ({ ...fix, title: shownSentence(fix.title) }));
}
