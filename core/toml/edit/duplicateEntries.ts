import type { Fix } from "../../diagnostics/diagnostic.ts";
import { restated } from "../../diagnostics/keeping.ts";
import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument, TomlStatement } from "../document.ts";
import { type LooseValue, scanLooseValue } from "../language/looseValue.ts";
import { isBlank } from "../lines.ts";
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

/** The pair with the comma in front of it, or, of the first one, with the comma behind it. */
function withComma(text: string, { keyRange, value }: BracePair): OffsetRange {
  let before = keyRange.start;
  while (isBlank(text[before - 1])) before--;
  if (text[before - 1] === ",") return { start: before - 1, end: value.end };
  const after = /[ \t]*,[ \t]*/y;
  after.lastIndex = value.end;
  return { start: keyRange.start, end: after.test(text) ? after.lastIndex : value.end };
}

/** All pairs between braces, of a value that may name one of them twice. */
function bracePairs(text: string, range: OffsetRange): readonly BracePair[] {
  const pairs: BracePair[] = [];
  const visit = (value: LooseValue | undefined): void => {
    if (value?.kind === "array") value.elements.forEach(visit);
    if (value?.kind !== "table") return;
    for (const { key, value: inner } of value.pairs) {
      visit(inner);
      const [first, last] = [key[0], key.at(-1)];
      if (first === undefined || last === undefined || inner === undefined) continue;
      pairs.push({
        table: value.range.start,
        key: key.map((part) => part.text),
        keyRange: { start: first.range.start, end: last.range.end },
        value: inner.range,
      });
    }
  };
  visit(scanLooseValue(text, range));
  return pairs;
}
