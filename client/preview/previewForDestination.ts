import * as vscode from "vscode";
import type { RouteRow } from "../../listener/protocol/events.ts";
import { chooseDestination } from "../destinations/showDestinationEvents.ts";
import type { Services } from "../services.ts";
import { enclosing, enclosingEvent } from "../sessions/nodeAncestors.ts";
import type { SessionNode } from "../sessions/sessionNode.ts";
import { routeItem } from "../sessions/views/routeItem.ts";
import { sessionItem } from "../sessions/views/sessionItem.ts";
import { pick, showInformation } from "../shared/messages.ts";
import type { PreviewDocuments } from "./previewDocuments.ts";

/**
 * Compares an event or a session as received with what a destination gets. Called on a destination it opens at once, on an
 * event or what is below it, or on a session, it asks for the destination.
 */
export async function previewForDestination(
  { service, tree, previews, context }: Services,
  node: SessionNode | undefined = tree.selected,
): Promise<void> {
  const route = enclosing(node, "route");
  if (route !== undefined) {
    await open(previews, route.detail.id, route.detail.name, route.route);
    return;
  }
  const row = enclosingEvent(node);
  const session = row === undefined && node?.content.kind === "session" ? node.content.session : undefined;
  if (session !== undefined) {
    const title = vscode.l10n.t("Preview the Whole Session");
    const destination = await chooseDestination(service, title);
    if (destination === undefined) return;
    const { label } = sessionItem(session, false, context);
    await previews.open({ session: session.id, name: label, destination, delivered: true });
    return;
  }
  if (row === undefined) {
    void showInformation(vscode.l10n.t("Select an event in the Sessions view first."));
    return;
  }
  const detail = await service.query("event", { id: row.id });
  if (detail === undefined) {
    void showInformation(vscode.l10n.t("This event is no longer kept by the listener."));
    return;
  }
  const choices = detail.routes.map((route) => {
    const { label, description, icon } = routeItem(route, context);
    return {
      label,
      description,
      route,
      ...(icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon.id) }),
    };
  });
  const chosen = await pick(choices, {
    title: detail.name,
    placeHolder: vscode.l10n.t("Compare what was received with what this destination gets"),
  });
  if (chosen !== undefined) await open(previews, detail.id, detail.name, chosen.route);
}

const open = (previews: PreviewDocuments, event: number, name: string, { destination, decision }: RouteRow) =>
  previews.open({ event, name, destination, delivered: decision === "deliver" });
