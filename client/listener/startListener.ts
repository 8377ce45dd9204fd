import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import type { Services } from "../services.ts";
import { showInformation } from "../shared/messages.ts";
import type { StartRequest } from "./listenerService.ts";

/** Starts the listener at a person's wish, and says where it listens when the ports are others than the usual ones. */
export async function startListener({ service }: Services, request: Omit<StartRequest, "reason"> = {}): Promise<void> {
  const addresses = await service.start({ ...request, reason: "manual" });
  if (addresses === undefined || request.freePorts !== true) return;
  const point = vscode.l10n.t("Point Codex Here…");
  const chosen = await showInformation(
    vscode.l10n.t("Listening on {0} (gRPC) and {1} (HTTP) until the listener stops.", addresses.grpc, addresses.http),
    point,
  );
  if (chosen === point) await vscode.commands.executeCommand(commands.pointCodexHere);
}
