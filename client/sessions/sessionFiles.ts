import * as os from "node:os";
import * as vscode from "vscode";
import { forFileName } from "../../core/text/forFileName.ts";
import type { ExportedSession } from "../../listener/protocol/recordings.ts";
import { findTranscript } from "../config/transcript.ts";
import type { Services } from "../services.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { showBriefly, showError, showInformation } from "../shared/messages.ts";
import { countEvents } from "../shared/views/format.ts";
import { enclosing, enclosingSession } from "./nodeAncestors.ts";
import type { SessionNode } from "./sessionNode.ts";

/** Copies an event, a turn or a session as JSON, credentials masked; of what is below an event, the event. */
export async function copyAsJson(
  { service, tree }: Services,
  node: SessionNode | undefined = tree.selected,
): Promise<void> {
  const content = enclosing(node, "event", "turn", "session");
  const which =
    content?.kind === "session"
      ? { session: content.session.id }
      : content?.kind === "turn"
        ? { session: content.turn.session, turn: content.turn.turn }
        : content && { id: content.row.id };
  if (which === undefined) {
    void showInformation(vscode.l10n.t("Select a session, a turn or an event in the Sessions view first."));
    return;
  }
  const text = await service.query("eventsJson", which);
  if (text === undefined || text === "") {
    void showInformation(vscode.l10n.t("This event is no longer kept by the listener."));
    return;
  }
  await vscode.env.clipboard.writeText(text);
  showBriefly("copy", vscode.l10n.t("Copied as JSON, credentials masked"));
}

/** Writes a session to a file of the person's choice, as it was received. */
export async function exportSession(
  { service, tree, recordedFiles: recorded, context }: Services,
  node: SessionNode | undefined = tree.selected,
): Promise<void> {
  const { l10n } = vscode;
  const session = enclosingSession(node)?.id;
  if (session === undefined) {
    void showInformation(l10n.t("Select a session in the Sessions view first."));
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
  const name = `codex-session-${forFileName(session.slice(0, 13), "none")}.otlp.jsonl`;
  const target = await vscode.window.showSaveDialog({
    title: l10n.t("Export the Session as It Was Received"),
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { [l10n.t("OTLP JSON Lines")]: ["jsonl"] },
  });
  if (target === undefined) return;
  let exported: ExportedSession | undefined;
  try {
    exported = await service.query("exportSession", { session, file: target.fsPath });
  } catch (error) {
    void showError(l10n.t("The session was not exported. {0}", reasonOf(error)));
    return;
  }
  if (exported === undefined) return;
  await recorded.remember(target.fsPath);
  const open = l10n.t("Open");
  const chosen = await showInformation(
    l10n.t(
      "{0} written as they were received, prompts and tool output included. Only you may read the file.",
      countEvents(exported.events, context),
    ),
    open,
  );
  if (chosen === open) await openFile(target);
}

/** Opens Codex's own record of a session, if it is on this machine. */
export async function openTranscript(
  { tree, home: { codexHome } }: Services,
  node: SessionNode | undefined = tree.selected,
): Promise<void> {
  const session = enclosingSession(node)?.id;
  if (session === undefined || session === "") {
    void showInformation(vscode.l10n.t("Select a session in the Sessions view first."));
    return;
  }
  const file = await findTranscript(codexHome, session);
  if (file === undefined) {
    void showInformation(
      vscode.l10n.t("Codex has kept no transcript of this session in {0} on this machine.", codexHome),
    );
    return;
  }
  await openFile(vscode.Uri.file(file));
}

/** Opens a file of any size: VS Code gives extensions no documents of more than 50 MB, and shows larger ones itself. */
async function openFile(file: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("vscode.open", file);
}
