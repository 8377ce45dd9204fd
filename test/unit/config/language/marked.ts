import type { TomlDocument } from "../../../../core/toml/document.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

/** A document written with `|` where the cursor stands. */
export function marked(text: string): { readonly document: TomlDocument; readonly offset: number } {
  const offset = text.indexOf("|");
  if (offset < 0) throw new Error("no | in the text");
  return { document: parseToml(text.slice(0, offset) + text.slice(offset + 1)), offset };
}
