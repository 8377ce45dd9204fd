import * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { contextKeys, previewScheme } from "../contributions.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { type PreviewSide, type PreviewTarget, previewAddress, previewDocument } from "./previewAddress.ts";

/**
 * Serves both sides of the redaction preview as read-only JSON documents, fetched from the listener. They follow the policy
 * while it is changed. Credentials are masked until they are revealed, which ends when the last preview is closed.
 */
export class PreviewDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #service: ListenerService;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;
  readonly #events = new Map<string, readonly number[]>();
  #revealed = false;

  constructor(service: ListenerService) {
    this.#service = service;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      service.onDidChangeData((sessions) => {
        if (typeof sessions === "string") this.#refresh();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme !== previewScheme) return;
        this.#events.delete(uri.toString());
        if (openPreviews().length === 0) this.reveal(false);
      }),
    );
  }

  get onDidChange(): vscode.Event<vscode.Uri> {
    return this.#changed.event;
  }

  /** The ids of the events that a document shows, in their order. */
  eventsOf(uri: vscode.Uri): readonly number[] {
    const { subject } = previewDocument(uri);
    return "event" in subject ? [subject.event] : (this.#events.get(uri.toString()) ?? []);
  }

  /** Shows the credentials in what was received, or masks them again. */
  reveal(revealed: boolean): void {
    if (revealed === this.#revealed) return;
    this.#revealed = revealed;
    void vscode.commands.executeCommand("setContext", contextKeys.revealed, revealed);
    this.#refresh();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { subject, destination, side } = previewDocument(uri);
    const asked = { destination, reveal: this.#revealed && side === "received" };
    if ("event" in subject) {
      const preview = await this.#service.query("preview", { id: subject.event, ...asked });
      return preview?.[side] ?? `// ${vscode.l10n.t("This event is no longer kept by the listener.")}\n`;
    }
    const preview = await this.#service.query("sessionPreview", { session: subject.session, ...asked });
    this.#events.set(uri.toString(), preview?.events ?? []);
    return preview?.[side] ?? `// ${vscode.l10n.t("This session is no longer kept by the listener.")}\n`;
  }

  /** Opens the diff editor: received at the left, what the destination gets at the right. */
  async open(target: PreviewTarget): Promise<void> {
    const { l10n } = vscode;
    const name = escapeControlCharacters(target.name);
    const destination = escapeControlCharacters(target.destination);
    const title = target.delivered
      ? l10n.t("{0} · received ↔ {1}", name, destination)
      : l10n.t("{0} · received ↔ {1} (withheld)", name, destination);
    await vscode.commands.executeCommand("vscode.diff", uriOf("received", target), uriOf("delivered", target), title, {
      preview: true,
    } satisfies vscode.TextDocumentShowOptions);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #refresh(): void {
    for (const { uri } of openPreviews()) this.#changed.fire(uri);
  }
}

const openPreviews = (): readonly vscode.TextDocument[] =>
  vscode.workspace.textDocuments.filter(({ uri, isClosed }) => uri.scheme === previewScheme && !isClosed);

const uriOf = (side: PreviewSide, target: PreviewTarget): vscode.Uri =>
  vscode.Uri.from({ scheme: previewScheme, ...previewAddress(side, target) });
