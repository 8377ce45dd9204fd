import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { TomlEntry } from "../../toml/document.ts";
import { fix, quote, replace } from "../../toml/edit/edits.ts";

/** A dot in a bare key nests a table: `acme.tenant = "blue"` was meant as one name. */
export function dottedNameFix(item: TomlEntry): readonly Fix[] {
  const parts = [item.name];
  let at: TomlEntry | undefined = item;
  while (at?.value.kind === "table") {
    const inner: readonly TomlEntry[] = [...at.value.entries.values()];
    if (at.value.form !== "dotted" || inner.length !== 1) return [];
    at = inner[0];
    if (at) parts.push(at.name);
  }
  const first = item.keys[0]?.range;
  const last = at?.keys[0]?.range;
  if (!first || !last || at?.value.kind !== "string") return [];
  const name = quote(parts.join("."));
  return [fix(`Quote the name: ${name}`, replace({ start: first.start, end: last.end }, name))];
}
