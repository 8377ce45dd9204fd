import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import {
  createProtocolConnection,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Edit } from "./edits.ts";

/** How a server is started and told about the file. */
export interface ServerSetup {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly initializationOptions?: unknown;
  /** Answers to `workspace/configuration`, by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the client asks for diagnostics instead of waiting for them. */
  readonly pull?: boolean;
}

/** A language server over stdio with one open file. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #pull: boolean;
  #document: TextDocument;
  #published: { readonly version: number | undefined; readonly count: number } | undefined;
  #wake: () => void = () => undefined;

  private constructor(child: ChildProcess, connection: ProtocolConnection, document: TextDocument, pull: boolean) {
    this.#child = child;
    this.#connection = connection;
    this.#document = document;
    this.#pull = pull;
    connection.onNotification("textDocument/publishDiagnostics", ({ uri, version, diagnostics }) => {
      if (uri !== this.#document.uri) return;
      this.#published = { version, count: diagnostics.length };
      this.#wake();
    });
  }

  /** Starts a server and opens the file; rejects when it does not start. */
  static async start(setup: ServerSetup, uri: string, rootUri: string, text: string): Promise<ServerProcess> {
    const [command, ...args] = setup.command;
    const child = spawn(command, args, {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, ...setup.environment },
    });
    const failed = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`${setup.name} ended with ${code ?? signal}`)));
    });
    failed.catch(() => undefined);
    if (child.stdout === null || child.stdin === null) throw new Error("the server has no pipes");
    const reader = new StreamMessageReader(child.stdout);
    const connection = createProtocolConnection(reader, new StreamMessageWriter(child.stdin));
    const document = TextDocument.create(uri, "toml", 1, text);
    const server = new ServerProcess(child, connection, document, setup.pull === true);
    server.#answerRequests(setup.settings ?? {});
    connection.listen();
    const params: InitializeParams = {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: "bench" }],
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: {
          synchronization: {},
          publishDiagnostics: { versionSupport: true },
          ...(setup.pull ? { diagnostic: {} } : {}),
        },
      },
      initializationOptions: setup.initializationOptions,
    };
    await Promise.race([connection.sendRequest<InitializeResult>("initialize", params), failed]);
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "toml", version: 1, text },
    });
    return server;
  }

  #answerRequests(settings: Readonly<Record<string, unknown>>): void {
    const none = () => null;
    this.#connection.onRequest("workspace/configuration", ({ items }: { items: readonly { section?: string }[] }) =>
      items.map(({ section }) => settings[section ?? ""] ?? null),
    );
    for (const method of [
      "client/registerCapability",
      "window/workDoneProgress/create",
      "workspace/diagnostic/refresh",
    ])
      this.#connection.onRequest(method, none);
    this.#connection.onUnhandledNotification(none);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get text(): string {
    return this.#document.getText();
  }

  /** Waits for the diagnostics of the file as it was opened; false when none come in time. */
  async opened(longest: number): Promise<boolean> {
    return this.#pull ? this.#ask(longest) : this.#waitForPublished(longest);
  }

  /** Sends an edit. Gives the milliseconds until its diagnostics are here, undefined when none come in time. */
  async edit({ offset, removed, inserted }: Edit, longest: number): Promise<number | undefined> {
    const document = this.#document;
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + removed) };
    const contentChanges = [{ range, text: inserted }];
    const version = document.version + 1;
    this.#document = TextDocument.update(document, contentChanges, version);
    this.#published = undefined;
    const start = performance.now();
    const sent = this.#connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: document.uri, version },
      contentChanges,
    });
    const answered = this.#pull ? this.#ask(longest) : this.#waitForPublished(longest);
    await sent;
    return (await answered) ? performance.now() - start : undefined;
  }

  async #ask(longest: number): Promise<boolean> {
    const textDocument = { uri: this.#document.uri };
    const answer = this.#connection.sendRequest("textDocument/diagnostic", { textDocument });
    const late = new AbortController();
    try {
      return await Promise.race([answer.then(() => true), delay(longest, false, { signal: late.signal })]);
    } finally {
      late.abort();
    }
  }

  /** Servers that do not say the version are taken to mean the newest. */
  async #waitForPublished(longest: number): Promise<boolean> {
    const until = performance.now() + longest;
    for (;;) {
      const version = this.#published === undefined ? -1 : (this.#published.version ?? this.#document.version);
      if (version === this.#document.version) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Ends the server, if need be by force. */
  async stop(): Promise<void> {
    const exited = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    void this.#connection.sendRequest("shutdown").then(
      () => this.#connection.sendNotification("exit"),
      () => undefined,
    );
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 2000);
    await exited;
    clearTimeout(timer);
    this.#connection.dispose();
  }
}
