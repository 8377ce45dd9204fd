import * as vscode from "vscode";
import { commands } from "../contributions.ts";
import { showError, showWarning } from "../shared/messages.ts";
import type { ListenerAnnouncements } from "./listenerService.ts";
import { readMemoryOnly } from "./listenerSettings.ts";

/** A button of a message: its text, and the command behind it with its parameters. */
export type MessageButton = readonly [title: string, command: string, ...parameters: unknown[]];

/** Shows an error with buttons and runs the command of the one that was chosen. */
export const showErrorWithButtons = (message: string, buttons: readonly MessageButton[]): Promise<void> =>
  show(showError, message, buttons);

/** Shows a warning with buttons and runs the command of the one that was chosen. */
export const showWarningWithButtons = (message: string, buttons: readonly MessageButton[]): Promise<void> =>
  show(showWarning, message, buttons);

async function show(showMessage: typeof showError, message: string, buttons: readonly MessageButton[]): Promise<void> {
  const chosen = await showMessage(message, ...buttons.map(([title]) => title));
  const [, command, ...parameters] = buttons.find(([title]) => title === chosen) ?? [];
  if (command !== undefined) await vscode.commands.executeCommand(command, ...parameters);
}

const useFreePorts = (): MessageButton => [
  vscode.l10n.t("Use Free Ports and Point Codex Here"),
  commands.pointCodexHere,
  { freePorts: true },
];
const openSettings = (): MessageButton => [vscode.l10n.t("Open Settings"), commands.openSettings];
const showOutput = (): MessageButton => [vscode.l10n.t("Show Output"), commands.showOutput];
const startAgain = (): MessageButton => [vscode.l10n.t("Start Listener"), commands.startListener];

/** Tells the person about the listener, with buttons for what to do next. */
export const listenerMessages: ListenerAnnouncements = {
  startFailed({ code, message }) {
    const buttons =
      code === "port-in-use" || code === "permission-denied"
        ? [useFreePorts(), openSettings(), showOutput()]
        : [openSettings(), showOutput()];
    void showErrorWithButtons(vscode.l10n.t("The listener could not start. {0}", message), buttons);
  },
  unread(bytes) {
    void showWarningWithButtons(
      vscode.l10n.t("{0} bytes of what the listener had kept on disk could not be read; the output says which.", bytes),
      [showOutput()],
    );
  },
  recovered() {
    void showWarning(
      readMemoryOnly()
        ? vscode.l10n.t(
            "The listener stopped unexpectedly and was started again. What it had received was in memory alone and is lost.",
          )
        : vscode.l10n.t(
            "The listener stopped unexpectedly and was started again. Nothing that it had received is lost.",
          ),
    );
  },
  recordingEnded({ file }, reason) {
    void showErrorWithButtons(vscode.l10n.t("The recording to {0} has ended. {1}", file, reason), [
      [vscode.l10n.t("Record Again"), commands.startRecording],
    ]);
  },
  recordingFailed(message) {
    void showErrorWithButtons(vscode.l10n.t("The recording has ended. {0}", message), [
      [vscode.l10n.t("Record to Another File…"), commands.startRecording],
      showOutput(),
    ]);
  },
  gaveUp({ message }) {
    void showErrorWithButtons(vscode.l10n.t("The listener stopped unexpectedly. {0}", message), [
      startAgain(),
      showOutput(),
    ]);
  },
};
