import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { policyFileNames } from "../../core/policy/language/policyLocations.ts";
import type { InitializationOptions } from "../../server/initializationOptions.ts";
import { installedCodexVersionRequest } from "../../server/requests.ts";
import type { InstalledCodex } from "../../system/installedCodex.ts";
import type { OwnProcess } from "../../system/programs/startProgram.ts";
import { builtInPolicyScheme, commands } from "../contributions.ts";
import { showErrorWithButtons } from "../listener/listenerMessages.ts";
import { readSetting } from "../listener/listenerSettings.ts";
import { isCodexFile } from "../shared/codexFiles.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { reasonOf } from "../shared/errorMessage.ts";

/** Starts the language server with the first Codex configuration file or policy that is open, and keeps it running. */
export class ConfigLanguageClient implements vscode.Disposable {
  readonly #home: CodexHome;
  readonly #serverModule: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #codex: InstalledCodex;
  readonly #canRestore: (file: string) => Promise<boolean>;
  readonly #opened: vscode.Disposable;
  #client: Promise<LanguageClient> | undefined;
  #process: OwnProcess | undefined;
  #restarts = 0;

  /** `canRestore`: whether the exporter of a file was changed by us and can be given back. */
  constructor(
    home: CodexHome,
    serverModule: string,
    log: vscode.LogOutputChannel,
    codex: InstalledCodex,
    canRestore: (file: string) => Promise<boolean>,
  ) {
    this.#home = home;
    this.#serverModule = serverModule;
    this.#log = log;
    this.#codex = codex;
    this.#canRestore = canRestore;
    const startFor = (document: vscode.TextDocument) => {
      if (isCodexFile(document, home)) this.start();
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
    this.#process?.kill();
  }

  async #launch(): Promise<LanguageClient> {
    const library = await import("./languageClientLibrary.ts");
    const { LanguageClient, IPCMessageReader, IPCMessageWriter, RevealOutputChannelOn, CloseAction, ErrorAction } =
      library;
    const options: InitializationOptions = {
      home: this.#home.home,
      codexHome: this.#home.codexHome,
      codexVersion: readSetting("codexVersion"),
      answersCodexVersion: true,
      exporterActions: ["pointCodexHere", "restoreExporter", "testConnection"],
      builtInPolicyScheme,
    };
    const names = "{config.toml,*.config.toml}";
    const inCodexHome = { baseUri: vscode.Uri.file(this.#home.codexHome).toString(), pattern: names };
    const client = new LanguageClient(
      "codexOtel",
      "Codex OTel",
      async () => {
        const server = await this.#startProcess();
        return { reader: new IPCMessageReader(server), writer: new IPCMessageWriter(server) };
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
        // its own message would be shown as the server words it; the failure is told below
        initializationFailedHandler: () => false,
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
    client.onRequest(installedCodexVersionRequest, async () => (await this.#codex.version()) ?? null);
    await client.start();
    return client;
  }

  /** The library would start it in the first folder of the workspace. */
  async #startProcess(): Promise<OwnProcess> {
    const { startOwnProcess } = await import("../../system/programs/startProgram.ts");
    const server = startOwnProcess("languageServer", this.#serverModule, {
      args: ["--node-ipc", `--clientProcessId=${process.pid}`],
    });
    server.stderr?.on("data", (text: Buffer) => this.#log.append(String(text)));
    this.#process = server;
    return server;
  }

  #askPerson(): void {
    void showErrorWithButtons(vscode.l10n.t("The Codex OTel language server stopped. Configuration is not checked."), [
      [vscode.l10n.t("Restart"), commands.restartLanguageServer],
      [vscode.l10n.t("Show Output"), commands.showOutput],
    ]);
  }
}
