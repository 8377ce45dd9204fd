import * as vscode from "vscode";
import { commands, views } from "../contributions.ts";
import type { Services } from "../services.ts";
import { pick } from "../shared/messages.ts";
import { windowName } from "./views/statusText.ts";

interface Action extends vscode.QuickPickItem {
  readonly command: string;
}

/** What can be done now, from the status bar. */
export async function showActions({ service }: Services): Promise<void> {
  const { l10n } = vscode;
  const action = (label: string, icon: string, command: string): Action => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    command,
  });
  const { kind } = service.state;
  const listening = kind === "listening";
  const choices = [
    ...(listening
      ? [
          action(l10n.t("Stop Listener"), "debug-stop", commands.stopListener),
          action(l10n.t("Restart Listener"), "debug-restart", commands.restartListener),
        ]
      : kind === "starting"
        ? []
        : [action(l10n.t("Start Listener"), "play", commands.startListener)]),
    ...(kind === "failed"
      ? [action(l10n.t("Start Listener on Free Ports"), "plug", commands.startListenerOnFreePorts)]
      : []),
    action(l10n.t("Point Codex Here…"), "target", commands.pointCodexHere),
    action(l10n.t("Show Sessions"), "list-tree", `${views.sessions}.focus`),
    ...(service.totals.events > 0 ? [action(l10n.t("Clear Sessions"), "clear-all", commands.clearSessions)] : []),
    action(l10n.t("Open Codex Configuration"), "go-to-file", commands.openConfig),
    action(l10n.t("Open Settings"), "settings-gear", commands.openSettings),
    action(l10n.t("Show Output"), "output", commands.showOutput),
    action(l10n.t("Report a Problem"), "report", commands.reportProblem),
  ];
  const { state } = service;
  const placeHolder =
    state.kind === "listening" && state.followed !== undefined
      ? l10n.t(
          'The window "{0}" listens on {1} (gRPC) and {2} (HTTP)',
          windowName(state.followed),
          state.addresses.grpc,
          state.addresses.http,
        )
      : state.kind === "listening"
        ? l10n.t("Listening on {0} (gRPC) and {1} (HTTP)", state.addresses.grpc, state.addresses.http)
        : state.kind === "failed"
          ? state.failure.message
          : l10n.t("The listener is stopped");
  const chosen = await pick(choices, { title: "Codex OTel", placeHolder });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
