/** Texts of the source that are shown translated. */
export interface TranslatedTexts {
  readonly texts: readonly string[];
  /** Calls that cannot be translated: `FILE:LINE: WHY: CALL`. */
  readonly problems: readonly string[];
}

export const bundleFile: string;

/** All of them, in the order of their characters, each once. */
export function collectTexts(): Promise<TranslatedTexts>;

/** Those of one file, in their order. */
export function textsIn(path: string, source: string): TranslatedTexts;

/** The text of `l10n/bundle.l10n.json`. */
export function renderBundle(texts: readonly string[]): string;
