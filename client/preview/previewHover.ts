import * as vscode from "vscode";
import { keep } from "../../core/policy/actions/keep.ts";
import { forMarkdown } from "../../core/text/forMarkdown.ts";
import type { EventDetail } from "../../listener/protocol/events.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { recordIdItem } from "../sessions/views/recordIdItem.ts";
import { redactionItem, routeItem } from "../sessions/views/routeItem.ts";
import { keptItem } from "../setup/views/accountItem.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";
import { previewDocument } from "./previewAddress.ts";
import type { PreviewDocuments } from "./previewDocuments.ts";
import { type PreviewPlace, placeInPreview } from "./views/previewPlace.ts";

/** Explains in a preview what becomes of the attribute under the pointer, and why; elsewhere, why the event is delivered or not. */
export class PreviewHover implements vscode.HoverProvider {
  readonly #service: ListenerService;
  readonly #previews: PreviewDocuments;
  readonly #context: ViewContext;

  constructor(service: ListenerService, previews: PreviewDocuments, context: ViewContext) {
    this.#service = service;
    this.#previews = previews;
    this.#context = context;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const place = placeInPreview(document.getText().split("\n"), position.line);
    const id = place && this.#previews.eventsOf(document.uri)[place.index];
    const detail = id === undefined ? undefined : await this.#service.query("event", { id });
    if (place === undefined || detail === undefined) return undefined;
    const { destination } = previewDocument(document.uri);
    const text = explanation(detail, destination, place, this.#context);
    if (text === undefined) return undefined;
    // every text of it may come from telemetry: nothing is rendered as markup
    const content = new vscode.MarkdownString();
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) content.appendMarkdown("  \n");
      content.appendMarkdown(forMarkdown(line));
    }
    return new vscode.Hover(content);
  }
}

function explanation(
  detail: EventDetail,
  destination: string,
  { attribute, id }: Pick<PreviewPlace, "attribute" | "id">,
  context: ViewContext,
): string | undefined {
  const route = detail.routes.find((one) => one.destination === destination);
  if (route === undefined) return undefined;
  const ownId = route.ids.find((one) => one.id === id);
  if (route.decision === "deliver" && ownId !== undefined) return recordIdItem(ownId, route, context).tooltip;
  const redaction = route.redactions.find((one) => one.attribute === attribute);
  if (route.decision === "deliver" && redaction !== undefined)
    return redactionItem(redaction, route, detail, context).tooltip;
  const account = route.account.find((one) => one.attribute === attribute);
  if (route.decision === "deliver" && account?.action === keep.kind) return keptItem(account, route, context).tooltip;
  const [verdict] = routeItem(route, context).tooltip.split("\n\n");
  return verdict;
}
