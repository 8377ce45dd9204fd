import type { Fix } from "../../../diagnostics/diagnostic.ts";
import type { TomlDocument, TomlTable } from "../../../toml/document.ts";
import { alternative, fix, insert, lineEndOf } from "../../../toml/edit/edits.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { childOf, textOf } from "../check/policyReporter.ts";
import { addPairs, pathOfTable } from "./addEntry.ts";

/** Adds the key with a value that can be known, or offers those that are likely. */
export function missingKeyFixes(
  document: TomlDocument,
  table: TomlTable,
  key: string,
  vocabulary: Vocabulary,
): readonly Fix[] {
  if (table.form === "root") return key === "version" ? [fix("Add version = 1", insertVersion(document))] : [];
  const path = pathOfTable(document, table);
  if (path === undefined) return [];
  const { sure, likely } = valuesFor(key, table, vocabulary);
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
function insertVersion({ text, statements }: TomlDocument) {
  const lineEnd = lineEndOf(text);
  const first = statements.findIndex(({ kind }) => kind !== "comment");
  const blank = first > 0 && statements[first]?.kind === "blank" ? statements[first] : undefined;
  if (blank !== undefined) return insert(blank.range.start, `version = 1${lineEnd}`);
  const next = statements.find(({ kind }) => kind !== "comment" && kind !== "blank");
  const top = text.startsWith("\ufeff") ? 1 : 0;
  const isHeader = next?.kind === "header" || next?.kind === "array-header";
  return insert(top, `version = 1${lineEnd}${isHeader ? lineEnd : ""}`);
}

interface Values {
  readonly sure: string | undefined;
  readonly likely: readonly string[];
}

function valuesFor(key: string, table: TomlTable, vocabulary: Vocabulary): Values {
  const likely = (...values: string[]): Values => ({ sure: undefined, likely: values });
  switch (key) {
    case "protocol": {
      const port = /:(\d+)(?:[/?#]|$)/.exec(textOf(childOf(table, "endpoint")) ?? "")?.[1];
      if (port === "4317") return { sure: '"grpc"', likely: [] };
      if (port === "4318") return { sure: '"http-protobuf"', likely: ['"http-json"'] };
      return likely('"grpc"', '"http-protobuf"', '"http-json"');
    }
    case "receives":
      return likely('["codex.*"]', '["*"]');
    case "severity":
      return likely('"medium"', '"low"', '"high"', '"critical"');
    case "finds":
      return likely("true", "false");
    case "message":
    case "title":
    case "id":
      return likely('""');
    case "on":
      return likely('"call_id"', '"conversation.id"');
    case "within":
      return likely("60", "300");
    case "times":
      return likely("5");
    case "list":
      return likely('"mcp_servers"');
    case "cert_file":
      return likely('"client.pem"');
    case "key_file":
      return likely('"client.key"');
    case "event":
      return likely('"codex.tool_result"', '"codex.*"');
    default: {
      const bytes = vocabulary.actions.tables.find(({ kind }) => kind === key)?.proposedBytes;
      return bytes === undefined ? likely() : likely(String(bytes));
    }
  }
}
