import * as vscode from "vscode";
import { escapeControlCharacters } from "../core/text/escapeControl.ts";
import { previewScheme } from "./contributions.ts";
import type { ListenerService } from "./listenerService.ts";

/** What a preview compares: one event as received, and as one destination gets it. */
export interface PreviewTarget {
  readonly event: number;
  /** The event's name, for the title. */
  readonly name: string;
  readonly destination: string;
  readonly delivered: boolean;
}

type Side = "received" | "delivered";

function uriOf(side: Side, { event, destination, delivered }: PreviewTarget): vscode.Uri {
  const name = side === "received" ? "received.json" : delivered ? "delivered.json" : "withheld.txt";
  const query = new URLSearchParams({ event: String(event), destination, side });
  return vscode.Uri.from({ scheme: previewScheme, path: `/${event}/${name}`, query: query.toString() });
}

/** Serves both sides of the redaction preview as read-only JSON documents, fetched from the listener when opened. */
export class PreviewDocuments implements vscode.TextDocumentContentProvider {
  readonly #service: ListenerService;

  constructor(service: ListenerService) {
    this.#service = service;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const id = Number(query.get("event"));
    const destination = query.get("destination") ?? "";
    const preview = await this.#service.query("preview", { id, destination });
    if (preview === undefined) return `// ${vscode.l10n.t("This event is no longer kept by the listener.")}\n`;
    return query.get("side") === "received" ? preview.received : preview.delivered;
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
}
