import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import type { TomlSurface } from "../../core/toml/language/tomlSurface.ts";
import type { FeatureContext } from "../feature.ts";

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

/** The file as it is now; undefined for one that is not open or concerns this server nothing. */
export function openDocument({ documents, policies }: FeatureContext, uri: string): OpenDocument | undefined {
  return documents.at(uri) ?? policies.at(uri);
}
