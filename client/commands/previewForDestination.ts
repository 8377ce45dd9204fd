import * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { RouteRow } from "../../listener/protocol.ts";
import type { ListenerService } from "../listenerService.ts";
import type { PreviewDocuments } from "../previewDocuments.ts";
import type { SessionNode } from "../sessionsModel.ts";
import type { ViewContext } from "../views/item.ts";
import { routeItem } from "../views/routeItem.ts";
import { sessionItem } from "../views/sessionItem.ts";
import { chooseDestination } from "./showDestinationEvents.ts";

/**
 * Compares an event or a session as received with what a destination gets. Called on a destination it opens at once, on an
 * event or a session it asks for the destination, and without a node it takes what is selected.
 */
export async function previewForDestination(
  node: SessionNode | undefined,
  service: ListenerService,
  previews: PreviewDocuments,
  context: ViewContext,
): Promise<void> {
  const content = node?.content;
  if (content?.kind === "route" || content?.kind === "rule" || content?.kind === "redaction") {
    const event = content.kind === "rule" ? node?.parent?.content : content;
    if (event?.kind !== "route" && event?.kind !== "redaction") return;
    await open(previews, event.detail.id, event.detail.name, content.route);
    return;
  }
  if (content?.kind === "session") {
    const title = vscode.l10n.t("Preview the Whole Session");
    const destination = await chooseDestination(service, title);
    if (destination === undefined) return;
    const { label } = sessionItem(content.session, false, context);
    await previews.open({ session: content.session.id, name: label, destination, delivered: true });
    return;
  }
  const row = content?.kind === "event" ? content.row : content?.kind === "group" ? content.detail : undefined;
  if (row === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Select an event in the Sessions view first."));
    return;
  }
  const detail = await service.query("event", { id: row.id });
  if (detail === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("This event is no longer kept by the listener."));
    return;
  }
  const choices = detail.routes.map((route) => {
    const { label, description, icon } = routeItem(route, context);
    return {
      label: escapeControlCharacters(label),
      description: escapeControlCharacters(description),
      route,
      ...(icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon.id) }),
    };
  });
  const chosen = await vscode.window.showQuickPick(choices, {
    title: escapeControlCharacters(detail.name),
    placeHolder: vscode.l10n.t("Compare what was received with what this destination gets"),
  });
  if (chosen !== undefined) await open(previews, detail.id, detail.name, chosen.route);
}

const open = (previews: PreviewDocuments, event: number, name: string, { destination, decision }: RouteRow) =>
  previews.open({ event, name, destination, delivered: decision === "deliver" });
