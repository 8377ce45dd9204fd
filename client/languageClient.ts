import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { classifyConfigPath } from "../core/codex/configLocations.ts";
import { isBuiltInPolicy, isPolicyPath, policyFileNames } from "../core/policyLanguage/policyLocations.ts";
import type { InitializationOptions } from "../server/initializationOptions.ts";
import type { CodexHome } from "./codexHome.ts";
import { commands } from "./contributions.ts";
import { showErrorWithButtons } from "./listenerMessages.ts";
import { readSetting } from "./listenerSettings.ts";
import { reasonOf } from "./reasonOf.ts";

/** Starts the language server with the first Codex configuration file or policy that is open, and keeps it running. */
export class ConfigLanguageClient implements vscode.Disposable {
  readonly #home: CodexHome;
  readonly #serverModule: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #canRestore: (file: string) => Promise<boolean>;
  readonly #opened: vscode.Disposable;
  #client: Promise<LanguageClient> | undefined;
  #restarts = 0;

  /** `canRestore`: whether the exporter of a file was changed by us and can be given back. */
  constructor(
    home: CodexHome,
    serverModule: string,
    log: vscode.LogOutputChannel,
    canRestore: (file: string) => Promise<boolean>,
  ) {
    this.#home = home;
    this.#serverModule = serverModule;
    this.#log = log;
    this.#canRestore = canRestore;
    const startFor = (document: vscode.TextDocument) => {
      const { scheme, fsPath } = document.uri;
      if (scheme !== "file" && scheme !== "untitled") return;
      if (classifyConfigPath(fsPath, home) !== undefined || isPolicyFile(document)) this.start();
    };
    this.#opened = vscode.workspace.onDidOpenTextDocument(startFor);
    vscode.workspace.textDocuments.forEach(startFor);
  }

  /** True once the server was asked to start. */
  get started(): boolean {
    return this.#client !== undefined;
  }

  /** Starts the server, unless it runs already. */
  start(): void {
    if (this.#client !== undefined) return;
    const client = this.#launch();
    this.#client = client;
    client.catch((error: unknown) => {
      if (this.#client === client) this.#client = undefined;
      this.#log.error(`The language server did not start: ${reasonOf(error)}`);
      this.#askPerson();
    });
  }

  /** Stops the server and starts it with the settings of now. */
  async restart(): Promise<void> {
    await this.#stop();
    this.#restarts = 0;
    this.start();
  }

  dispose(): void {
    this.#opened.dispose();
    void this.#stop();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await (await client)?.dispose();
    } catch {
      this.#log.info("The language server had ended before it was stopped");
    }
  }

  async #launch(): Promise<LanguageClient> {
    const library = await import("./languageClientLibrary.ts");
    const { LanguageClient, TransportKind, RevealOutputChannelOn, CloseAction, ErrorAction } = library;
    const options: InitializationOptions = {
      home: this.#home.home,
      codexHome: this.#home.codexHome,
      codexVersion: readSetting("codexVersion"),
      exporterActions: ["pointCodexHere", "restoreExporter", "testConnection"],
    };
    const names = "{config.toml,*.config.toml}";
    const inCodexHome = { baseUri: vscode.Uri.file(this.#home.codexHome).toString(), pattern: names };
    const client = new LanguageClient(
      "codexOtel",
      "Codex OTel",
      {
        run: { module: this.#serverModule, transport: TransportKind.ipc },
        debug: { module: this.#serverModule, transport: TransportKind.ipc, options: { execArgv: ["--inspect=6019"] } },
      },
      {
        documentSelector: ["file", "untitled"].flatMap((scheme) => [
          { scheme, pattern: `**/.codex/${names}` },
          { scheme, pattern: inCodexHome },
          { scheme, pattern: "/etc/codex/{config,managed_config,requirements}.toml" },
          { scheme, pattern: `**/{${policyFileNames.join(",")}}` },
          { scheme, pattern: "**/policies/default.toml" },
        ]),
        initializationOptions: options,
        outputChannel: this.#log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        middleware: {
          provideCodeLenses: async (document, token, next) => {
            const lenses = (await next(document, token)) ?? [];
            const isRestore = ({ command }: vscode.CodeLens) => command?.command === commands.restoreExporter;
            // the server does not know what there is to give back
            if (!lenses.some(isRestore) || (await this.#canRestore(document.uri.fsPath))) return lenses;
            return lenses.filter((lens) => !isRestore(lens));
          },
        },
        markdown: { isTrusted: false, supportHtml: false },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed: () => {
            this.#restarts++;
            if (this.#restarts === 1) return { action: CloseAction.Restart, handled: true };
            this.#askPerson();
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    await client.start();
    return client;
  }

  #askPerson(): void {
    void showErrorWithButtons(vscode.l10n.t("The Codex OTel language server stopped. Configuration is not checked."), [
      [vscode.l10n.t("Restart"), commands.restartLanguageServer],
      [vscode.l10n.t("Show Output"), commands.showOutput],
    ]);
  }
}

function isPolicyFile(document: vscode.TextDocument): boolean {
  const { fsPath } = document.uri;
  return isPolicyPath(fsPath) || isBuiltInPolicy(fsPath, () => document.getText());
}
