import * as vscode from "vscode";
import type { EventRow } from "../../listener/protocol/events.ts";
import type { Services } from "../services.ts";
import { pick, showError, showInformation } from "../shared/messages.ts";
import { enclosingEvent } from "./nodeAncestors.ts";
import type { SessionNode } from "./sessionNode.ts";
import type { SessionsTree } from "./sessionsTree.ts";

/** Selects an event in the tree, and says so when that cannot be done. */
export async function revealEvent(row: Pick<EventRow, "id" | "session" | "turn">, tree: SessionsTree): Promise<void> {
  const { l10n } = vscode;
  try {
    if (await tree.reveal(row)) return;
    void showInformation(l10n.t("This event is no longer kept by the listener."));
  } catch (error) {
    const reason = error instanceof Error ? error.message : l10n.t("unknown reason");
    void showError(l10n.t("The event could not be shown. {0}", reason));
  }
}

/** Selects the event that a finding is about. */
export async function goToEvent({ tree }: Services, node: SessionNode | undefined = tree.selected): Promise<void> {
  const row = enclosingEvent(node);
  if (row !== undefined) await revealEvent(row, tree);
}

/** Selects the other event of a tool call: the result of a decision, or the decision of a result. */
export async function goToRelatedEvent(
  { service, tree }: Services,
  node: SessionNode | undefined = tree.selected,
): Promise<void> {
  const { l10n } = vscode;
  const row = enclosingEvent(node);
  if (row === undefined) {
    void showInformation(l10n.t("Select an event in the Sessions view first."));
    return;
  }
  const related = (await service.query("event", { id: row.id }))?.related ?? [];
  const choices = related.map((event) => ({
    label: event.name,
    description: l10n.t("Turn {0}", event.turn),
    event,
  }));
  if (choices.length === 0) {
    void showInformation(
      l10n.t("No other event of this tool call is kept: it may still be running, or be let go already."),
    );
    return;
  }
  const title = l10n.t("Events of the Same Tool Call");
  const chosen = choices.length === 1 ? choices[0] : await pick(choices, { title });
  if (chosen === undefined) return;
  const { id, turn } = chosen.event;
  await revealEvent({ id, session: row.session, turn }, tree);
}
