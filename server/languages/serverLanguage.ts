import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TomlDocument } from "../../core/toml/document.ts";
import type { OpenDocument } from "../documents/openDocument.ts";

/** A file as it would be opened at this moment. */
export interface Opening {
  /** What may change while the text does not: answers are good as long as each of these is the very same. */
  readonly dependsOn: readonly unknown[];
  readonly open: (text: TextDocument, parse: (text: string) => TomlDocument) => OpenDocument;
}

/** A language of the server: which files are of it, and where its answers take what is not in the text. */
export interface ServerLanguage {
  /** Whether the file at a path is of it. The text is read where the path does not tell. */
  readonly matches: (path: string, readText: () => string) => boolean;
  /** For a path that matches. */
  readonly openingOf: (path: string) => Opening;
}
