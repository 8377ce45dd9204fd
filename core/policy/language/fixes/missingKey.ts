import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { childOf, isHeader, textOf } from "../../../toml/access.ts";
import type { TomlDocument, TomlTable } from "../../../toml/document.ts";
import { alternative, fix, insert, lineEndOf } from "../../../toml/edit/edits.ts";
import type { PolicyKey, PolicyWord } from "../../schema/policyType.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { policyMeaningOf } from "../policyMeaning.ts";
import { addPairs, pathOfTable } from "./addEntry.ts";

/** Adds the key with a value that can be known, or offers those that are likely. */
export function missingKeyFixes(
  document: TomlDocument,
  table: TomlTable,
  key: string,
  vocabulary: Vocabulary,
): readonly Fix[] {
  const path = table.form === "root" ? [] : pathOfTable(document, table);
  const missing = path && policyMeaningOf([...path, key], vocabulary)?.key;
  if (path === undefined || missing === undefined) return [];
  if (table.form === "root") {
    const pair = `${key} = ${missing.example}`;
    return [fix(`Add ${pair}`, insertFirst(document, pair))];
  }
  const { sure, likely } = valuesFor(missing, table);
  return [
    ...(sure === undefined ? [] : [{ value: sure, preferred: true }]),
    ...likely.map((value) => ({ value, preferred: false })),
  ].flatMap(({ value, preferred }) => {
    const pair = `${key} = ${value}`;
    const edit = addPairs(document, table, path, [pair]);
    if (edit === undefined) return [];
    return [preferred ? fix(`Add ${pair}`, edit) : alternative(`Add ${pair}`, edit)];
  });
}

/** Behind the comment that the file begins with, if that is no comment of what follows; else at the very top. */
function insertFirst({ text, statements }: TomlDocument, pair: string) {
  const lineEnd = lineEndOf(text);
  const first = statements.findIndex(({ kind }) => kind !== "comment");
  const blank = first > 0 && statements[first]?.kind === "blank" ? statements[first] : undefined;
  if (blank !== undefined) return insert(blank.range.start, `${pair}${lineEnd}`);
  const next = statements.find(({ kind }) => kind !== "comment" && kind !== "blank");
  const top = text.startsWith("\ufeff") ? 1 : 0;
  return insert(top, `${pair}${lineEnd}${next && isHeader(next) ? lineEnd : ""}`);
}

interface Values {
  readonly sure: string | undefined;
  readonly likely: readonly string[];
}

function valuesFor({ type, example, likely }: PolicyKey, table: TomlTable): Values {
  if (likely !== undefined) return { sure: undefined, likely };
  switch (type.kind) {
    case "boolean":
      return { sure: undefined, likely: ["true", "false"] };
    case "word": {
      const port = Number(/:(\d+)(?:[/?#]|$)/.exec(textOf(childOf(table, "endpoint")) ?? "")?.[1]);
      const [sure, ...others] = type.words.filter((word) => word.port === port).map(quoted);
      if (sure !== undefined) return { sure, likely: others };
      return { sure: undefined, likely: [...new Set([example, ...type.words.map(quoted)])] };
    }
    default:
      return { sure: undefined, likely: [example] };
  }
}

const quoted = ({ name }: PolicyWord): string => JSON.stringify(name);
