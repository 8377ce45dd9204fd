import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { OffsetRange } from "../../text/range.ts";
import type { TomlDocument } from "../document.ts";
import type { CompletionItem } from "./completionItem.ts";
import type { DocumentSymbol } from "./documentSymbols.ts";

/** What stands at a place of a file. */
export interface Hover {
  readonly range: OffsetRange;
  /** Markdown. Holds nothing of the values in the file. */
  readonly markdown: string;
}

/** A short text that the editor shows at a place as if it were part of the file. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** One or two sentences. */
  readonly tooltip: string;
}

/** A place that leads somewhere: to a file on this machine, or to a page. */
export interface DocumentLink {
  readonly range: OffsetRange;
  readonly target: { readonly file: string } | { readonly url: string };
  readonly tooltip: string;
}

/** What can be done with an exporter from the line above it. The editor does it; it says which of these it can. */
export const exporterActions = ["pointCodexHere", "restoreExporter", "testConnection"] as const;
export type ExporterAction = (typeof exporterActions)[number];

/** An action that is offered above an exporter. */
export interface CodeLens {
  readonly range: OffsetRange;
  readonly action: ExporterAction;
  readonly title: string;
  /** `exporter`, `trace_exporter` or `metrics_exporter`. */
  readonly exporter: string;
}

/** Where an entry really stands. */
export interface Definition {
  /** What leads there. */
  readonly origin: OffsetRange;
  /** The policy of the product that it stands in, with its file in the folder `policies`; undefined for the file itself. */
  readonly base: { readonly name: string; readonly file: string; readonly text: string } | undefined;
  /** In the text of the base, or in the file. */
  readonly range: OffsetRange;
}

/** A parsed file, with what was found in it. */
export interface CheckedDocument {
  readonly toml: TomlDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A language whose files are TOML. Each answer is a pure function of the file and of `Context`, which is all that it depends
 * on beside the text; places are offsets. What a language has nothing to say about, it leaves out.
 */
export interface Language<Context> {
  /** What is wrong, in the order of the text, each with its fixes. */
  diagnose(document: TomlDocument, context: Context): readonly Diagnostic[];
  complete(document: TomlDocument, offset: number, context: Context): readonly CompletionItem[];
  hover(document: CheckedDocument, offset: number, context: Context): Hover | undefined;
  symbols(document: TomlDocument): readonly DocumentSymbol[];
  inlayHints?(document: CheckedDocument, range: OffsetRange, context: Context): readonly InlayHint[];
  codeLenses?(document: TomlDocument, context: Context): readonly CodeLens[];
  links?(document: TomlDocument, context: Context): readonly DocumentLink[];
  definition?(document: TomlDocument, offset: number, context: Context): Definition | undefined;
}
