import { syntaxFixes } from "../../../config/fixes/syntax.ts";
import { applyEdits } from "../../../diagnostics/applyFixes.ts";
import type { Fix } from "../../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../../text/range.ts";
import type { TomlDocument, TomlStatement } from "../../../toml/document.ts";
import { fix, replace } from "../../../toml/edit/edits.ts";
import { parseToml } from "../../../toml/parseToml.ts";
import { readEscape } from "../../../toml/strings.ts";

/** Nobody writes a longer statement by hand, in UTF-16 units. */
const longest = 4000;

interface SyntaxFix {
  readonly title: string;
  /** The edits, with offsets in the statement. */
  readonly edits: (text: string) => readonly TextEdit[];
}

const fixes: readonly SyntaxFix[] = [
  { title: "Write the pattern in single quotes", edits: literalStrings },
  { title: "Put the words in quotes", edits: quotedWords },
];

/** Fixes for a statement that is no TOML: those that every file may need, then those that policies need. */
export function policySyntaxFixes(document: TomlDocument, statement: TomlStatement): readonly Fix[] {
  const usual = syntaxFixes(document, statement);
  const { start, end } = statement.range;
  if (usual.length > 0 || end - start > longest) return usual;
  const text = document.text.slice(start, end);
  for (const { title, edits } of fixes) {
    const made = edits(text);
    if (made.length === 0 || parseToml(applyEdits(text, made)).errors.length > 0) continue;
    const moved = made.map(({ range, newText }) =>
      replace({ start: range.start + start, end: range.end + start }, newText),
    );
    return [fix(title, ...moved)];
  }
  return [];
}

const token = /"((?:[^"\\\r\n]|\\.)*)"|'[^'\r\n]*'|#[^\r\n]*/g;

/** `"\d+"`: in double quotes a backslash begins an escape of TOML, in single quotes it is one of the pattern. */
function literalStrings(text: string): readonly TextEdit[] {
  return [...text.matchAll(token)].flatMap((match) => {
    const [whole, inner] = match;
    if (inner === undefined || inner.includes("'") || !hasForeignEscape(inner)) return [];
    return [replace({ start: match.index, end: match.index + whole.length }, `'${inner}'`)];
  });
}

const hasForeignEscape = (inner: string) =>
  [...inner.matchAll(/\\./g)].some(({ index }) => "message" in readEscape(inner, index, false));

/** `prompt = drop`: words are strings in TOML. What stands in strings and comments stays. */
function quotedWords(text: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const masked = text.replace(token, (whole) => "\u0000".repeat(whole.length));
  for (const match of masked.matchAll(/([=[,]\s*)([A-Za-z_*][\w.*:/-]*)(?=\s*(?:[,}\]]|$))/g)) {
    const [, before = "", word = ""] = match;
    if (/^(?:true|false|inf|nan)$/.test(word)) continue;
    const start = match.index + before.length;
    edits.push(replace({ start, end: start + word.length }, `"${word}"`));
  }
  return edits;
}
