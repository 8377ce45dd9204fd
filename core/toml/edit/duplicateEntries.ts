import type { Fix } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument, TomlStatement } from "../document.ts";
import { alternative, fix, remove } from "./edits.ts";

/** A pair between braces. */
interface BracePair {
  /** Where its braces open: pairs of the same table have the same. */
  readonly table: number;
  readonly key: readonly string[];
  readonly keyRange: OffsetRange;
  readonly value: OffsetRange;
}

/** A name that stands twice between braces: the later pair, and the earlier one where that has the very same name. */
export interface RepeatedEntry {
  readonly name: string;
  readonly later: BracePair;
  readonly earlier: BracePair | undefined;
}

/** The repetition inside of a statement's value that a parser noticed at an offset; undefined where it is the statement's own key. */
export function repeatedEntryAt(
  document: TomlDocument,
  statement: TomlStatement,
  offset: number,
): RepeatedEntry | undefined {
  const { value } = statement;
  if (value === undefined || offset < value.start || offset >= value.end) return undefined;
  const pairs = bracePairs(document.text, value);
  const later = pairs.find(({ keyRange }) => keyRange.start <= offset && offset < keyRange.end);
  if (later === undefined) return undefined;
  const name = later.key.join(".");
  const earlier = pairs.find(
    (pair) => pair.table === later.table && pair.value.start < later.value.start && pair.key.join(".") === name,
  );
  return { name, later, earlier };
}

/**
 * The later pair goes, where it says what the earlier one says; where they differ, only the person knows which of the two
 * is right.
 */
export function repeatedEntryFixes({ text }: TomlDocument, { later, earlier }: RepeatedEntry): readonly Fix[] {
  const laterEdit = remove(withComma(text, later));
  if (earlier === undefined) return [alternative("Remove this entry", laterEdit)];
  const written = ({ value }: BracePair) => text.slice(value.start, value.end);
  if (written(later) === written(earlier)) return [fix("Remove the repeated entry", restated(laterEdit))];
  return [
    alternative("Remove this entry", laterEdit),
    alternative("Remove the earlier entry", remove(withComma(text, earlier))),
  ];
}

const isBlank = (character: string | undefined) => character === " " || character === "\t";

/** The pair with the comma in front of it, or, of the first one, with the comma behind it. */
function withComma(text: string, { keyRange, value }: BracePair): OffsetRange {
  let before = keyRange.start;
  while (isBlank(text[before - 1])) before--;
  if (text[before - 1] === ",") return { start: before - 1, end: value.end };
  const after = /[ \t]*,[ \t]*/y;
  after.lastIndex = value.end;
  return { start: keyRange.start, end: after.test(text) ? after.lastIndex : value.end };
}

interface Open {
  readonly at: number;
  readonly braces: boolean;
  key: { readonly parts: string[]; readonly start: number; end: number };
  valueStart: number | undefined;
}

const tokenPattern =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|#[^\r\n]*|[=,[\]{}]|[^\s"'#=,[\]{}]+/g;

/** All pairs between braces, of a value that may name one of them twice. */
function bracePairs(text: string, { start, end }: OffsetRange): readonly BracePair[] {
  const pairs: BracePair[] = [];
  const stack: Open[] = [];
  let lastEnd = start;
  const finish = () => {
    const open = stack.at(-1);
    if (open?.valueStart !== undefined)
      pairs.push({
        table: open.at,
        key: open.key.parts,
        keyRange: { start: open.key.start, end: open.key.end },
        value: { start: open.valueStart, end: lastEnd },
      });
    if (open) Object.assign(open, { key: { parts: [], start: -1, end: -1 }, valueStart: undefined });
  };
  for (const match of text.slice(start, end).matchAll(tokenPattern)) {
    const [token] = match;
    const at = start + match.index;
    if (token.startsWith("#")) continue;
    const open = stack.at(-1);
    if (open?.braces && open.valueStart === undefined && open.key.end >= 0 && text[lastEnd - 1] === "=")
      open.valueStart = at;
    if (token === "}" || token === "]") {
      finish();
      stack.pop();
    } else if (token === ",") finish();
    else if (token === "{" || token === "[")
      stack.push({ at, braces: token === "{", key: { parts: [], start: -1, end: -1 }, valueStart: undefined });
    else if (token !== "=" && open?.braces && open.valueStart === undefined) {
      if (open.key.start < 0) open.key = { parts: [], start: at, end: at };
      open.key.parts.push(...keyParts(token));
      open.key.end = at + token.length;
    }
    lastEnd = at + token.length;
  }
  return pairs;
}

function keyParts(token: string): readonly string[] {
  if (/^["']/.test(token)) return [token.slice(1, -1)];
  return token.split(".").filter((part) => part !== "");
}
