import * as vscode from "vscode";
import { showInformation } from "../shared/messages.ts";
import type { ListenerService } from "./listenerService.ts";

/** Settings of a running listener were changed: offers to restart it, so that they count; `anew` with a new worker. */
export async function offerRestart(service: ListenerService, anew: boolean): Promise<void> {
  if (service.state.kind !== "listening") return;
  const restart = vscode.l10n.t("Restart Listener");
  const chosen = await showInformation(vscode.l10n.t("The listener uses its new settings after a restart."), restart);
  if (chosen === restart) await service.restart({ reason: "manual", anew });
}
