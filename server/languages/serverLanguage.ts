import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TomlDocument } from "../../core/toml/document.ts";
import type { OpenDocument } from "../documents/openDocument.ts";

/** A language of the server: which files are of it, and where its answers take from what is not in the text. */
export interface ServerLanguage {
  /** Whether the file at a path is of it. The text is read where the path does not tell. */
  readonly matches: (path: string, readText: () => string) => boolean;
  /** What may change while the text does not: answers are good as long as each of these is the very same. */
  readonly dependsOn: (path: string) => readonly unknown[];
  /** The file as it is now. */
  readonly open: (text: TextDocument, path: string, parse: (text: string) => TomlDocument) => OpenDocument;
}
