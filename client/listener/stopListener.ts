import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { askInDialog } from "../shared/messages.ts";
import { windowName } from "./views/statusText.ts";

/**
 * Stops listening. What was received stays in the tree. A window that shows the listener of another one asks first: it may
 * stop it for all, or only show it no longer.
 */
export async function stopListener({ service }: Services): Promise<void> {
  const { state } = service;
  if (state.kind !== "listening" || state.followed === undefined) return service.stop();
  const { l10n } = vscode;
  const stopForAll = l10n.t("Stop for All Windows");
  const leave = l10n.t("Only Here");
  const chosen = await askInDialog(
    l10n.t('The listener belongs to the window "{0}".', windowName(state.followed)),
    l10n.t(
      "Stopped for all windows, it receives nothing any more. Stopped only here, it goes on in the other window, and this one no longer shows its sessions.",
    ),
    stopForAll,
    leave,
  );
  if (chosen === stopForAll) await service.stop();
  else if (chosen === leave) await service.leave();
}
