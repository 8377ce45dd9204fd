import { documentSymbols } from "../../toml/language/documentSymbols.ts";
import type { ExporterAction, Language } from "../../toml/language/language.ts";
import { diagnose } from "../check/diagnose.ts";
import type { DiagnoseContext } from "../reporter.ts";
import { codeLenses } from "./codeLenses.ts";
import type { ListFolder } from "./completePaths.ts";
import { complete } from "./completion.ts";
import { documentLinks } from "./documentLinks.ts";
import type { FileContext } from "./fileContext.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlayHints.ts";

/** What answers about a file of Codex depend on beside its text. */
export interface ConfigContext extends DiagnoseContext {
  /** The files that it names. */
  readonly files: FileContext;
  /** The folders that they may be in. */
  readonly listFolder: ListFolder;
  /** What the editor can do with an exporter. */
  readonly exporterActions: ReadonlySet<ExporterAction>;
}

/** The language of Codex's config.toml, and of the other files that it reads in this form. */
export const configLanguage: Language<ConfigContext> = {
  diagnose,
  complete,
  hover: ({ toml, diagnostics }, offset, { files }) => hover(toml, offset, { document: toml, diagnostics, files }),
  symbols: documentSymbols,
  // Codex ignores the exporters of a project
  inlayHints: ({ toml, diagnostics }, range, { layer, files }) =>
    layer === "project" ? [] : inlayHints(toml, range, diagnostics, files),
  codeLenses: (document, { layer, exporterActions }) =>
    layer === "project" ? [] : codeLenses(document, exporterActions),
  links: (document, { files }) => documentLinks(document, files),
};
