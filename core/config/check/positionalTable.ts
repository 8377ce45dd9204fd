import type { TomlTable, TomlValue } from "../../toml/document.ts";
import type { Positional } from "../options.ts";
import { Reporter } from "../reporter.ts";

/** The table that Codex reads an array as; undefined when it has too few or too many elements, or is written as tables. */
export function positionalTable(value: TomlValue, positional: Positional | undefined): TomlTable | undefined {
  if (positional === undefined || value.kind !== "array" || value.ofTables) return undefined;
  const { names, least } = positional;
  if (value.elements.length < least || value.elements.length > names.length) return undefined;
  const entries = value.elements.map((element, index) => {
    const name = names[index] ?? "";
    return [name, { name, keys: [], value: element, range: element.range }] as const;
  });
  return { kind: "table", form: "inline", entries: new Map(entries), range: value.range };
}

/** Runs rules on such a table. Their fixes are left out: they would write names where only places count. */
export function withoutFixes(reporter: Reporter, run: (silent: Reporter) => void): void {
  const inner = new Reporter(reporter.document, reporter.context);
  run(inner);
  for (const { code, severity, verdict, range, message } of inner.diagnostics)
    reporter.diagnostics.push({ code, severity, verdict, range, message, fixes: [] });
}
