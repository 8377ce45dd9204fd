import { setTimeout as delay } from "node:timers/promises";
import {
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from "vscode-languageserver/node";
import type { ConfigDocument } from "../configDocuments.ts";
import type { Feature, FeatureContext } from "../feature.ts";
import { describeFailure, guarded } from "../guard.ts";
import { toProtocolDiagnostic } from "../protocolDiagnostic.ts";

/** Files above this many UTF-16 units are not checked at each keystroke. */
const largeFile = 256 * 1024;
/** How long a large file has to rest, in milliseconds. */
const rest = 300;

/** True for clients that ask for diagnostics; to these none are sent, or they would show each twice. */
export const pulls = (client: ClientCapabilities) => client.textDocument?.diagnostic !== undefined;

/** Answers clients that ask for diagnostics. */
export const diagnostics: Feature = {
  capabilities: (client) =>
    pulls(client)
      ? { diagnosticProvider: { identifier: "codex-otel", interFileDependencies: false, workspaceDiagnostics: false } }
      : {},
  register({ connection, documents }) {
    const none: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
    connection.languages.diagnostics.on(
      guarded<{ textDocument: { uri: string } }, DocumentDiagnosticReport>(
        connection.console,
        "diagnostics",
        none,
        async ({ textDocument: { uri } }, token) => {
          const before = documents.at(uri);
          if (before !== undefined && isLarge(before)) await delay(rest);
          const document = documents.at(uri);
          if (document === undefined || token.isCancellationRequested) return none;
          return { kind: DocumentDiagnosticReportKind.Full, items: itemsOf(document) };
        },
      ),
    );
  },
};

/** Sends diagnostics to clients that do not ask for them. */
export class DiagnosticsPublisher {
  readonly #context: FeatureContext;
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /** Checks a file that was opened or changed, large ones when they rest. */
  changed(uri: string): void {
    this.#stopWaiting(uri);
    const document = this.#context.documents.at(uri);
    if (document === undefined) return;
    if (!isLarge(document)) this.#publish(uri);
    else
      this.#waiting.set(
        uri,
        setTimeout(() => this.#publish(uri), rest),
      );
  }

  /** Takes back what was said about a file that was closed. */
  closed(uri: string): void {
    this.#stopWaiting(uri);
    this.#send(uri, []);
  }

  #publish(uri: string): void {
    this.#waiting.delete(uri);
    try {
      const document = this.#context.documents.at(uri);
      if (document !== undefined) this.#send(uri, itemsOf(document), document.version);
    } catch (error) {
      this.#context.connection.console.error(describeFailure("diagnostics", error));
    }
  }

  #send(uri: string, diagnostics: Diagnostic[], version?: number): void {
    const params = { uri, diagnostics, ...(version === undefined ? {} : { version }) };
    void this.#context.connection.sendDiagnostics(params).catch(() => undefined);
  }

  #stopWaiting(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
  }
}

function isLarge({ length }: ConfigDocument): boolean {
  return length > largeFile;
}

function itemsOf(document: ConfigDocument): Diagnostic[] {
  return document.diagnostics.map((diagnostic) => toProtocolDiagnostic(diagnostic, document));
}
