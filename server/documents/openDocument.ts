import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import type { TomlSurface } from "../../core/toml/language/tomlSurface.ts";

/** A file that is open in the editor, as of one version: a configuration of Codex or a policy. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  /** The statements of the text. */
  readonly surface: TomlSurface;
  /** Parsed when it is first asked for. */
  readonly toml: TomlDocument;
  readonly diagnostics: readonly Diagnostic[];
  /** Those of them that are shown: all, or of very many the first. */
  readonly shown: readonly Diagnostic[];
}
