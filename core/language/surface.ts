import { LineIndex } from "../text/lineIndex.ts";
import type { TomlDocument } from "../toml/document.ts";
import { scanStatements } from "../toml/scanStatements.ts";

/** All that completion, hover and outline need of a document. It costs a small part of parsing the file. */
export type TomlSurface = Pick<TomlDocument, "text" | "lines" | "statements">;

/** Cuts a text into statements without parsing it. */
export function readSurface(text: string): TomlSurface {
  return { text, lines: new LineIndex(text), statements: scanStatements(text) };
}
