import type { TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TomlDocument } from "../../core/toml/document.ts";
import { reparseToml } from "../../core/toml/parseToml.ts";
import type { ServerLanguage } from "../languages/serverLanguage.ts";
import { pathOf } from "./documentPath.ts";
import type { OpenDocument } from "./openDocument.ts";

interface Remembered {
  readonly document: OpenDocument;
  readonly dependsOn: readonly unknown[];
}

/**
 * The open files that are of one of the languages, each parsed and checked at most once for a version of it and of what its
 * answers depend on. All other files do not exist here.
 */
export class OpenDocuments {
  readonly #texts: TextDocuments<TextDocument>;
  readonly #languages: readonly ServerLanguage[];
  readonly #remembered = new Map<string, Remembered>();
  /** The newest text of each file that was parsed: the next one is parsed from there. */
  readonly #parsed = new Map<string, TomlDocument>();

  constructor(texts: TextDocuments<TextDocument>, languages: readonly ServerLanguage[]) {
    this.#texts = texts;
    this.#languages = languages;
  }

  /** The file as it is now; undefined for one that is not open or of no language. */
  at(uri: string): OpenDocument | undefined {
    const text = this.#texts.get(uri);
    const path = pathOf(uri);
    const language = this.languageOf(uri);
    if (text === undefined || path === undefined || language === undefined) return undefined;
    const { dependsOn, open } = language.openingOf(path);
    const known = this.#remembered.get(uri);
    if (known?.document.version === text.version && isSameList(known.dependsOn, dependsOn)) return known.document;
    const document = open(text, (source) => this.#parse(uri, source));
    this.#remembered.set(uri, { document, dependsOn });
    return document;
  }

  /** The language of a file, open or closed; the first one that knows it. */
  languageOf(uri: string): ServerLanguage | undefined {
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    return this.#languages.find(({ matches }) => matches(path, () => this.#texts.get(uri)?.getText() ?? ""));
  }

  /** The addresses of all open files of a language. */
  uris(language: ServerLanguage): string[] {
    return this.#texts.keys().filter((uri) => this.languageOf(uri) === language);
  }

  /** Forgets a file that was closed. */
  forget(uri: string): void {
    this.#remembered.delete(uri);
    this.#parsed.delete(uri);
  }

  /** Lets all files be checked anew, because what a verdict depends on has changed. */
  forgetAll(): void {
    this.#remembered.clear();
  }

  #parse(uri: string, text: string): TomlDocument {
    const parsed = reparseToml(this.#parsed.get(uri), text);
    if (this.#texts.get(uri) !== undefined) this.#parsed.set(uri, parsed);
    return parsed;
  }
}

const isSameList = (before: readonly unknown[], after: readonly unknown[]): boolean =>
  before.length === after.length && before.every((one, index) => one === after[index]);
