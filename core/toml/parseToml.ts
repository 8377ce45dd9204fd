import type { TomlDocument } from "./document.ts";
import { ParsedText } from "./parsedText.ts";
import type { Version11Syntax } from "./parseStatement.ts";

/**
 * Parses TOML 1.1, which is what Codex reads. Never throws. A statement that is broken is left out of the tree and
 * reported, everything else stays: offsets are those of the text as given.
 */
export function parseToml(text: string): TomlDocument {
  return new ParsedText(text);
}

/**
 * As `parseToml(text)`, with the same result, but quicker where `previous` is the document before an edit: what the edit
 * did not touch is used again. `previous` stays as it is.
 */
export function reparseToml(previous: TomlDocument | undefined, text: string): TomlDocument {
  return new ParsedText(text, previous instanceof ParsedText ? previous : undefined);
}

/**
 * Where a file that TOML 1.1 accepts is refused by readers of TOML 1.0, as Codex before 0.79 was; undefined when it is
 * portable, or broken in 1.1 already.
 */
export function findTomlVersion11Syntax({ errors, version11 }: TomlDocument): Version11Syntax | undefined {
  return errors.length > 0 ? undefined : version11;
}

export { isRepetitionMessage } from "./syntaxErrors.ts";
