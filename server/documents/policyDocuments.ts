import type { TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { shownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import { diagnosePolicy } from "../../core/policy/language/check/diagnosePolicy.ts";
import { isBuiltInPolicy, isPolicyPath } from "../../core/policy/language/policyLocations.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import { reparseToml } from "../../core/toml/parseToml.ts";
import { pathOf } from "./configDocuments.ts";
import type { OpenDocument } from "./openDocument.ts";

/** An open policy, as of one version. */
export type PolicyDocument = OpenDocument;

/** The open files that are policies, each parsed and diagnosed at most once a version. */
export class PolicyDocuments {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #cache = new Map<string, LazyPolicyDocument>();

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents;
  }

  /** The file as it is now; undefined for one that is not open or no policy. */
  at(uri: string): PolicyDocument | undefined {
    const document = this.#documents.get(uri);
    if (document === undefined || !this.isPolicy(uri)) return undefined;
    const cached = this.#cache.get(uri);
    if (cached?.version === document.version) return cached;
    const read = new LazyPolicyDocument(document, cached);
    this.#cache.set(uri, read);
    return read;
  }

  isPolicy(uri: string): boolean {
    const path = pathOf(uri);
    if (path === undefined) return false;
    if (isPolicyPath(path)) return true;
    return isBuiltInPolicy(path, () => this.#documents.get(uri)?.getText() ?? "");
  }

  forget(uri: string): void {
    this.#cache.delete(uri);
  }
}

class LazyPolicyDocument implements PolicyDocument {
  readonly uri: string;
  readonly version: number;
  readonly #text: string;
  #previous: TomlDocument | undefined;
  #toml: TomlDocument | undefined;
  #diagnostics: readonly Diagnostic[] | undefined;
  #shown: readonly Diagnostic[] | undefined;

  constructor(document: TextDocument, previous: LazyPolicyDocument | undefined) {
    this.uri = document.uri;
    this.version = document.version;
    this.#text = document.getText();
    this.#previous = previous?.newestToml;
  }

  /** The tree of this version or of the newest one before it that was parsed. */
  get newestToml(): TomlDocument | undefined {
    return this.#toml ?? this.#previous;
  }

  get toml(): TomlDocument {
    this.#toml ??= reparseToml(this.#previous, this.#text);
    this.#previous = undefined;
    return this.#toml;
  }

  get surface(): TomlDocument {
    return this.toml;
  }

  get diagnostics(): readonly Diagnostic[] {
    this.#diagnostics ??= diagnosePolicy(this.toml);
    return this.#diagnostics;
  }

  get shown(): readonly Diagnostic[] {
    this.#shown ??= shownDiagnostics(this.diagnostics).diagnostics;
    return this.#shown;
  }
}
