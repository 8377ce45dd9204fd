import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { shownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import type { OffsetRange } from "../../core/text/range.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import type { CompletionItem } from "../../core/toml/language/completionItem.ts";
import type { DocumentSymbol } from "../../core/toml/language/documentSymbols.ts";
import type {
  CodeLens,
  Definition,
  DocumentLink,
  Hover,
  InlayHint,
  Language,
} from "../../core/toml/language/language.ts";

/** A file that is open in the editor, as of one version, with the answers of its language. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  /** Parsed when it is first asked for. */
  readonly toml: TomlDocument;
  readonly diagnostics: readonly Diagnostic[];
  /** Those of them that are shown: all, or of very many the first. */
  readonly shown: readonly Diagnostic[];
  complete(offset: number): readonly CompletionItem[];
  hover(offset: number): Hover | undefined;
  symbols(): readonly DocumentSymbol[];
  inlayHints(range: OffsetRange): readonly InlayHint[];
  codeLenses(): readonly CodeLens[];
  links(): readonly DocumentLink[];
  definition(offset: number): Definition | undefined;
}

/** An open file of one language. It is parsed and checked at most once. */
export class LanguageDocument<Context> implements OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly #text: string;
  readonly #language: Language<Context>;
  readonly #context: Context;
  readonly #parse: (text: string) => TomlDocument;
  #toml: TomlDocument | undefined;
  #diagnostics: readonly Diagnostic[] | undefined;
  #shown: readonly Diagnostic[] | undefined;

  constructor(
    document: TextDocument,
    language: Language<Context>,
    context: Context,
    parse: (text: string) => TomlDocument,
  ) {
    this.uri = document.uri;
    this.version = document.version;
    this.#text = document.getText();
    this.#language = language;
    this.#context = context;
    this.#parse = parse;
  }

  get toml(): TomlDocument {
    this.#toml ??= this.#parse(this.#text);
    return this.#toml;
  }

  get diagnostics(): readonly Diagnostic[] {
    this.#diagnostics ??= this.#language.diagnose(this.toml, this.#context);
    return this.#diagnostics;
  }

  get shown(): readonly Diagnostic[] {
    this.#shown ??= shownDiagnostics(this.diagnostics).diagnostics;
    return this.#shown;
  }

  complete(offset: number): readonly CompletionItem[] {
    return this.#language.complete(this.toml, offset, this.#context);
  }

  hover(offset: number): Hover | undefined {
    return this.#language.hover(this, offset, this.#context);
  }

  symbols(): readonly DocumentSymbol[] {
    return this.#language.symbols(this.toml);
  }

  inlayHints(range: OffsetRange): readonly InlayHint[] {
    return this.#language.inlayHints?.(this, range, this.#context) ?? [];
  }

  codeLenses(): readonly CodeLens[] {
    return this.#language.codeLenses?.(this.toml, this.#context) ?? [];
  }

  links(): readonly DocumentLink[] {
    return this.#language.links?.(this.toml, this.#context) ?? [];
  }

  definition(offset: number): Definition | undefined {
    return this.#language.definition?.(this.toml, offset, this.#context);
  }
}
