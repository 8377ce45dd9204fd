import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly transport?: "stdio" | "ipc";
  /** The folder that the server runs in. */
  readonly folder?: string;
  /** A program with arguments that runs the server and watches it; over stdio. */
  readonly wrapper?: readonly string[];
  /** What the client says is open. */
  readonly rootUri?: string;
  /** Answers of the client to `workspace/configuration`. */
  readonly settings?: Record<string, unknown>;
}

/** A client that speaks the protocol with a real server process. */
export class LanguageServerClient {
  /** Everything the server logged. */
  readonly log: string[] = [];
  readonly diagnostics = new Map<string, { readonly version: number | undefined; readonly items: Diagnostic[] }>();
  readonly #waiting = new Set<() => void>();
  readonly #documents = new Map<string, TextDocument>();
  /** What the server said it can do. */
  promised: InitializeResult["capabilities"] = {};
  refreshes = 0;
  hintRefreshes = 0;
  settings: Record<string, unknown>;

  private constructor(
    readonly process: ChildProcess,
    readonly connection: ProtocolConnection,
    settings: Record<string, unknown>,
  ) {
    this.settings = settings;
    connection.onNotification("window/logMessage", ({ message }: { message: string }) => void this.log.push(message));
    connection.onNotification("textDocument/publishDiagnostics", ({ uri, version, diagnostics }) => {
      this.diagnostics.set(uri, { version, items: diagnostics });
      this.#wake();
    });
    connection.onRequest("workspace/diagnostic/refresh", () => {
      this.refreshes++;
      this.#wake();
      return null;
    });
    connection.onRequest("workspace/inlayHint/refresh", () => {
      this.hintRefreshes++;
      this.#wake();
      return null;
    });
    connection.onRequest("client/registerCapability", () => null);
    connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => this.settings[section ?? ""] ?? null),
    );
    connection.listen();
  }

  static start(file: string, options: ClientOptions = {}): LanguageServerClient {
    const env = { ...process.env, CODEX_HOME: "", ...options.environment };
    const [program = "", ...before] = [...(options.wrapper ?? []), process.execPath];
    const useIpc = options.transport === "ipc";
    const child = useIpc
      ? fork(file, ["--node-ipc"], { env, silent: true, execArgv: [] })
      : spawn(program, [...before, file, "--stdio"], { env, stdio: "pipe", cwd: options.folder });
    const [reader, writer] = useIpc ? ipc(child) : stdio(child);
    return new LanguageServerClient(child, createProtocolConnection(reader, writer), options.settings ?? {});
  }

  async initialize({
    capabilities = {},
    initializationOptions,
    rootUri,
  }: ClientOptions = {}): Promise<InitializeResult> {
    const params = { processId: process.pid, rootUri: rootUri ?? null, capabilities, initializationOptions };
    const result = await this.connection.sendRequest<InitializeResult>("initialize", params);
    this.promised = result.capabilities;
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  async open(uri: string, text: string, languageId = "toml"): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Changes a document as an editor does: only the changed ranges are sent. */
  async edit(uri: string, edits: readonly TextEdit[]): Promise<string> {
    const before = this.document(uri);
    const version = before.version + 1;
    const text = TextDocument.applyEdits(before, [...edits]);
    const backwards = edits.toSorted(
      (left, right) => before.offsetAt(right.range.start) - before.offsetAt(left.range.start),
    );
    this.#documents.set(uri, TextDocument.create(uri, before.languageId, version, text));
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: backwards.map(({ range, newText }) => ({ range, text: newText })),
    });
    return text;
  }

  /** Closes a document; what the server said of it is forgotten. */
  async close(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
    await this.settled(uri);
    this.#documents.delete(uri);
    this.diagnostics.delete(uri);
  }

  document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }

  /** The pushed diagnostics of the document as it is now. */
  async pushed(uri: string): Promise<Diagnostic[]> {
    const version = this.document(uri).version;
    await this.until(() => this.diagnostics.get(uri)?.version === version);
    return this.diagnostics.get(uri)?.items ?? [];
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Resolves when the server has handled everything sent so far: it answers in order. */
  async settled(uri: string): Promise<void> {
    await this.connection.sendRequest("textDocument/foldingRange", { textDocument: { uri } });
  }

  request<Result>(method: string, uri: string, params: object = {}): Promise<Result> {
    return this.connection.sendRequest<Result>(method, { textDocument: { uri }, ...params });
  }

  /** Ends the server as an editor does, and gives its exit code. */
  async stop(): Promise<number | null> {
    const exit = once(this.process, "exit");
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const [code] = await exit;
    this.connection.dispose();
    return code;
  }

  kill(): void {
    this.connection.dispose();
    this.process.kill();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

function ipc(child: ChildProcess): [MessageReader, MessageWriter] {
  return [new IPCMessageReader(child), new IPCMessageWriter(child)];
}

function stdio({ stdout, stdin }: ChildProcess): [MessageReader, MessageWriter] {
  if (stdout === null || stdin === null) throw new Error("the server has no pipes");
  return [new StreamMessageReader(stdout), new StreamMessageWriter(stdin)];
}
