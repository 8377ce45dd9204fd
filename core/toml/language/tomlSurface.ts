import type { TomlDocument } from "../document.ts";

/** All that completion, hover and outline need of a document: also text that is broken has these. */
export type TomlSurface = Pick<TomlDocument, "text" | "lines" | "statements">;
