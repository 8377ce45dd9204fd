import { setTimeout as delay } from "node:timers/promises";
import {
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from "vscode-languageserver/node";
import type { OpenDocument } from "../documents/openDocument.ts";
import type { Feature, FeatureContext } from "../feature.ts";
import { describeFailure, guarded } from "../guard.ts";
import { toProtocolDiagnostic } from "../protocolDiagnostic.ts";

/** A check that takes fewer milliseconds is made at once. */
const quickCheck = 20;
const longestPause = 500;

/** True for clients that ask for diagnostics; to these none are sent, or they would show each twice. */
export const pulls = (client: ClientCapabilities) => client.textDocument?.diagnostic !== undefined;

/** Answers clients that ask for diagnostics. */
export const diagnostics: Feature = {
  capabilities: (client) =>
    pulls(client)
      ? { diagnosticProvider: { identifier: "codex-otel", interFileDependencies: true, workspaceDiagnostics: false } }
      : {},
  register({ connection, documents }) {
    const pace = new CheckPace();
    const none: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
    connection.languages.diagnostics.on(
      guarded<{ textDocument: { uri: string } }, DocumentDiagnosticReport>(
        connection.console,
        "diagnostics",
        none,
        async ({ textDocument: { uri } }, token) => {
          await delay(pace.pause(uri));
          const document = documents.at(uri);
          if (document === undefined || token.isCancellationRequested) return none;
          const items = pace.measured(uri, () => itemsOf(document));
          return { kind: DocumentDiagnosticReportKind.Full, items };
        },
      ),
    );
  },
};

/**
 * Lets checks follow one another no faster than they can be made. The shortest pause is enough for the changes that have
 * arrived already to be taken in first.
 */
class CheckPace {
  readonly #costs = new Map<string, number>();

  /** Milliseconds to wait before a file is checked: nothing for quick checks, else as long as the last one took. */
  pause(uri: string): number {
    const cost = this.#costs.get(uri) ?? 0;
    return cost < quickCheck ? 0 : Math.min(cost, longestPause);
  }

  measured<T>(uri: string, check: () => T): T {
    const start = performance.now();
    try {
      return check();
    } finally {
      this.#costs.set(uri, performance.now() - start);
    }
  }
}

/** Sends diagnostics to clients that do not ask for them. */
export class DiagnosticsPublisher {
  readonly #context: FeatureContext;
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #pace = new CheckPace();

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  /** Has a file checked that was opened or changed. Changes that come until then are part of the same check. */
  changed(uri: string): void {
    if (this.#waiting.has(uri)) return;
    this.#waiting.set(
      uri,
      setTimeout(() => this.#publish(uri), this.#pace.pause(uri)),
    );
  }

  /** Takes back what was said about a file that was closed. */
  closed(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
    this.#send(uri, []);
  }

  #publish(uri: string): void {
    this.#waiting.delete(uri);
    try {
      const document = this.#context.documents.at(uri);
      if (document === undefined) return;
      const items = this.#pace.measured(uri, () => itemsOf(document));
      this.#send(uri, items, document.version);
    } catch (error) {
      this.#context.connection.console.error(describeFailure("diagnostics", error));
    }
  }

  #send(uri: string, diagnostics: Diagnostic[], version?: number): void {
    const params = { uri, diagnostics, ...(version === undefined ? {} : { version }) };
    void this.#context.connection.sendDiagnostics(params).catch(() => undefined);
  }
}

function itemsOf(document: OpenDocument): Diagnostic[] {
  return document.shown.map((diagnostic) => toProtocolDiagnostic(diagnostic, document));
}
