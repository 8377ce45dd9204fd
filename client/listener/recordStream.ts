import * as os from "node:os";
import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { showInformation } from "../shared/messages.ts";
import { showErrorWithButtons } from "./listenerMessages.ts";
import { readRecordingLimits } from "./listenerSettings.ts";

const captureFilter = (): Record<string, string[]> => ({ [vscode.l10n.t("OTLP JSON Lines")]: ["jsonl"] });

/** Asks for a file and writes everything that is received from now on to it. */
export async function startRecording({ service, recordedFiles: recorded }: Services): Promise<void> {
  const { l10n } = vscode;
  if ((await service.start({ reason: "manual" })) === undefined) return;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const file = await vscode.window.showSaveDialog({
    title: l10n.t("Record What the Listener Receives"),
    saveLabel: l10n.t("Record"),
    filters: captureFilter(),
    defaultUri: vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.file(os.homedir()), captureName(new Date())),
  });
  if (file === undefined) return;
  try {
    await service.query("startRecording", { file: file.fsPath, ...readRecordingLimits() });
    await recorded.remember(file.fsPath);
  } catch (error) {
    await showErrorWithButtons(l10n.t("Nothing is recorded. {0}", error instanceof Error ? error.message : ""), []);
  }
}

/** `codex-2026-11-23-1405.otlp.jsonl`, in local time. */
export function captureName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `codex-${day}-${two(now.getHours())}${two(now.getMinutes())}.otlp.jsonl`;
}

/** Ends the recording and says what it holds. */
export async function stopRecording({ service }: Services): Promise<void> {
  const { l10n } = vscode;
  const recorded = await service.query("stopRecording", undefined);
  if (recorded === undefined) return;
  const open = l10n.t("Open File");
  const chosen = await showInformation(
    l10n.t(
      "Recorded to {0}: {1} requests. The file holds all that Codex sent, prompts among it; only you can read it.",
      recorded.file,
      recorded.requests,
    ),
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(recorded.file));
}
