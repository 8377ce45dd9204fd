import type { TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { diagnose } from "../../core/config/check/diagnose.ts";
import { type CodexFolders, type ConfigLayer, classifyConfigPath } from "../../core/config/configLocations.ts";
import type { ListFolder } from "../../core/config/language/completePaths.ts";
import type { FileContext } from "../../core/config/language/fileContext.ts";
import type { PemContent } from "../../core/config/reporter.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { shownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import type { TomlSurface } from "../../core/toml/language/tomlSurface.ts";
import { reparseToml } from "../../core/toml/parseToml.ts";
import type { ConfigLayers, ReadLayers } from "../../system/configLayers.ts";
import type { FileExposure } from "../../system/fileExposure.ts";
import { leadsToAnotherMachine } from "../../system/localPath.ts";
import { resolveReferencedPath } from "../../system/referencedFiles.ts";

/** An open configuration file of Codex, as of one version. */
export interface ConfigDocument {
  readonly uri: string;
  readonly version: number;
  readonly layer: ConfigLayer;
  /** The statements of the text. */
  readonly surface: TomlSurface;
  /** Parsed when it is first asked for. */
  readonly toml: TomlDocument;
  readonly diagnostics: readonly Diagnostic[];
  /** Those of them that are shown: all, or of very many the first. */
  readonly shown: readonly Diagnostic[];
  /** The files that it names, and the folders they may be in. */
  readonly files: FileContext;
  readonly listFolder: ListFolder;
}

export interface ConfigDocumentsOptions {
  readonly folders: CodexFolders;
  readonly codexVersion: () => string;
  readonly fileExists: (path: string) => boolean;
  readonly pemContent: (path: string) => PemContent | undefined;
  readonly listFolder: ListFolder;
  readonly layers: ConfigLayers;
  readonly exposureOf: (path: string) => FileExposure | undefined;
}

/** The open files that are Codex's, each parsed and diagnosed at most once a version. All other files do not exist here. */
export class ConfigDocuments {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #cache = new Map<string, LazyConfigDocument>();
  /** The newest text of each file that was parsed: the next one is parsed from there. */
  readonly #parsed = new Map<string, TomlDocument>();
  #options: ConfigDocumentsOptions;

  constructor(documents: TextDocuments<TextDocument>, options: ConfigDocumentsOptions) {
    this.#documents = documents;
    this.#options = options;
  }

  /** Takes other folders, before the first document is opened. */
  useFolders(folders: CodexFolders): void {
    this.#options = { ...this.#options, folders };
  }

  get folders(): CodexFolders {
    return this.#options.folders;
  }

  /** The file as it is now; undefined for one that is not open or not Codex's. */
  at(uri: string): ConfigDocument | undefined {
    const document = this.#documents.get(uri);
    const path = pathOf(uri);
    const layer = path === undefined ? undefined : classifyConfigPath(path, this.#options.folders);
    if (document === undefined || path === undefined || layer === undefined) return undefined;
    const others = this.#options.layers.of(layer, this.#options.folders);
    const cached = this.#cache.get(uri);
    if (cached?.version === document.version && areSame(cached.others, others)) return cached;
    const read = new LazyConfigDocument(document, layer, path, others, this.#options, (text) => this.#parse(uri, text));
    this.#cache.set(uri, read);
    return read;
  }

  /** The text of an open file by its path. */
  textAt(path: string): string | undefined {
    return this.#documents
      .all()
      .find(({ uri }) => pathOf(uri) === path)
      ?.getText();
  }

  isConfig(uri: string): boolean {
    const path = pathOf(uri);
    return path !== undefined && classifyConfigPath(path, this.#options.folders) !== undefined;
  }

  /** The addresses of all open configuration files. */
  uris(): string[] {
    return this.#documents.keys().filter((uri) => this.isConfig(uri));
  }

  forget(uri: string): void {
    this.#cache.delete(uri);
    this.#parsed.delete(uri);
  }

  /** Lets all files be diagnosed anew, because what a verdict depends on has changed. */
  forgetAll(): void {
    this.#cache.clear();
  }

  #parse(uri: string, text: string): TomlDocument {
    const parsed = reparseToml(this.#parsed.get(uri), text);
    if (this.#documents.get(uri) !== undefined) this.#parsed.set(uri, parsed);
    return parsed;
  }
}

class LazyConfigDocument implements ConfigDocument {
  readonly uri: string;
  readonly version: number;
  readonly layer: ConfigLayer;
  readonly others: ReadLayers;
  readonly #text: string;
  readonly #path: string;
  readonly #options: ConfigDocumentsOptions;
  readonly #parse: (text: string) => TomlDocument;
  #toml: TomlDocument | undefined;
  #diagnostics: readonly Diagnostic[] | undefined;
  #shown: readonly Diagnostic[] | undefined;

  constructor(
    document: TextDocument,
    layer: ConfigLayer,
    path: string,
    others: ReadLayers,
    options: ConfigDocumentsOptions,
    parse: (text: string) => TomlDocument,
  ) {
    this.uri = document.uri;
    this.version = document.version;
    this.layer = layer;
    this.others = others;
    this.#text = document.getText();
    this.#path = path;
    this.#options = options;
    this.#parse = parse;
  }

  get surface(): TomlSurface {
    return this.toml;
  }

  get toml(): TomlDocument {
    this.#toml ??= this.#parse(this.#text);
    return this.#toml;
  }

  get diagnostics(): readonly Diagnostic[] {
    this.#diagnostics ??= diagnose(this.toml, {
      codexVersion: this.#options.codexVersion(),
      layer: this.layer,
      fileExists: (path) => this.#fileMayExist(path),
      pemContent: (path) => {
        const absolute = this.#absolute(path);
        return leadsToAnotherMachine(absolute) ? undefined : this.#options.pemContent(absolute);
      },
      ...this.others,
      exposure: this.#options.exposureOf(this.#path),
    });
    return this.#diagnostics;
  }

  get shown(): readonly Diagnostic[] {
    this.#shown ??= shownDiagnostics(this.diagnostics).diagnostics;
    return this.#shown;
  }

  get files(): FileContext {
    const onThisMachine = (path: string) => {
      const absolute = this.#absolute(path);
      return leadsToAnotherMachine(absolute) ? undefined : absolute;
    };
    return {
      home: this.#options.folders.home,
      resolvePath: onThisMachine,
      fileExists: (path) => {
        const absolute = onThisMachine(path);
        return absolute !== undefined && this.#options.fileExists(absolute);
      },
    };
  }

  readonly listFolder: ListFolder = (path) => {
    const absolute = this.#absolute(path);
    return leadsToAnotherMachine(absolute) ? [] : this.#options.listFolder(absolute);
  };

  /** A file of another machine is taken to be there. */
  #fileMayExist(path: string): boolean {
    const absolute = this.#absolute(path);
    return leadsToAnotherMachine(absolute) || this.#options.fileExists(absolute);
  }

  #absolute(path: string): string {
    return resolveReferencedPath(path, this.#path, this.#options.folders.home);
  }
}

/** True when each layer is the very document that it was, and the same ones were not read. */
function areSame(before: ReadLayers, after: ReadLayers): boolean {
  const documents = ({ layers }: ReadLayers) => layers.map(({ document }) => document);
  const known = documents(before);
  const now = documents(after);
  const isSame = known.length === now.length && known.every((document, index) => document === now[index]);
  return isSame && JSON.stringify(before.unreadLayers) === JSON.stringify(after.unreadLayers);
}

/** What this machine calls itself in an address. */
const thisMachine: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The path of a file on this machine; undefined for addresses of anything else. */
export function pathOf(uri: string): string | undefined {
  try {
    const parsed = URI.parse(uri);
    const { scheme, authority } = parsed;
    // a path with a host would name another machine
    const { fsPath } = thisMachine.has(authority.toLowerCase()) ? parsed.with({ authority: "" }) : parsed;
    return scheme === "file" || scheme === "untitled" ? fsPath : undefined;
  } catch {
    return undefined;
  }
}
