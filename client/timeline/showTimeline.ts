import * as vscode from "vscode";
import type { ListenerService } from "../listener/listenerService.ts";
import type { Services } from "../services.ts";
import { enclosingSession } from "../sessions/nodeAncestors.ts";
import type { SessionNode } from "../sessions/sessionNode.ts";
import { sessionItem } from "../sessions/views/sessionItem.ts";
import { pick, showInformation } from "../shared/messages.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";

/** Shows the session that a node belongs to as a picture; without a node it asks which one. */
export async function showTimeline(
  { service, tree, timelines: panels, context }: Services,
  node: SessionNode | undefined = tree.selected,
): Promise<void> {
  const session = enclosingSession(node)?.id ?? (await chooseSession(service, context));
  if (session !== undefined) panels.show(session);
}

async function chooseSession(service: ListenerService, context: ViewContext): Promise<string | undefined> {
  const { l10n } = vscode;
  const sessions = ((await service.query("sessions", undefined)) ?? []).filter(({ id }) => id !== "");
  const [only] = sessions;
  if (only === undefined) {
    void showInformation(
      l10n.t("There is no session yet. Start the listener and let Codex work, or import a capture."),
    );
    return undefined;
  }
  if (sessions.length === 1) return only.id;
  const newestFirst = [...sessions].sort((a, b) => b.startUnixMilliseconds - a.startUnixMilliseconds);
  const choices = newestFirst.map((session) => {
    const { label, description } = sessionItem(session, false, context);
    return { label, description, id: session.id };
  });
  const chosen = await pick(choices, {
    title: l10n.t("Show Timeline"),
    placeHolder: l10n.t("Which session?"),
    matchOnDescription: true,
  });
  return chosen?.id;
}
