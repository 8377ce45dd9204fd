import { tableOf } from "../../toml/access.ts";
import type { TomlDocument, TomlEntry, TomlStatement, TomlTable } from "../../toml/document.ts";
import { meaningOf, meaningOfTable } from "../../toml/meaning.ts";

/** `[otel]`, in whichever form; undefined where there is none, or no table. */
export const otelTable = ({ root }: TomlDocument): TomlTable | undefined => tableOf(root.entries.get("otel"));

/** The exporter for logs as it is written; undefined where none is. */
export const logsExporter = (document: TomlDocument): TomlEntry | undefined =>
  otelTable(document)?.entries.get("exporter");

/** What the exporter for logs means to Codex; undefined where none is written. */
export function exporterMeaning(document: TomlDocument): string | undefined {
  const exporter = logsExporter(document);
  return exporter && meaningOf(exporter.value);
}

/** What everything else in the file means. An `[otel]` with nothing else in it counts as none. */
export function meaningOfRest(document: TomlDocument): string {
  const otel = otelTable(document);
  if (otel === undefined) return meaningOfTable(document.root);
  const others = meaningOfTable(otel, ["exporter"]);
  return meaningOfTable(document.root, ["otel"]) + (others === "{}" ? "" : others);
}

/** The statements of which an exporter for logs consists that is no inline table. */
export function exporterStatements({ statements }: TomlDocument): readonly TomlStatement[] {
  return statements.filter(({ kind, table, key }) => {
    const path = kind === "header" ? table : kind === "pair" ? [...table, ...key.map(({ text }) => text)] : [];
    return path[0] === "otel" && path[1] === "exporter";
  });
}
