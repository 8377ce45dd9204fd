import * as vscode from "vscode";
import type { ImportProgress } from "../../listener/protocol/recordings.ts";
import type { Services } from "../services.ts";
import { pick, showError, showInformation, showProgress, showWarning } from "../shared/messages.ts";
import { formatCount } from "../shared/views/format.ts";
import type { ListenerService } from "./listenerService.ts";

/** Takes recorded files in as fast as they can be read. Called from the explorer it takes what is selected there. */
export const importCapture = ({ service }: Services, clicked: unknown, selected: unknown): Promise<void> =>
  takeIn(service, [clicked, selected], undefined);

/** Takes recorded files in at the pace of the recording, or a multiple of it. */
export async function replayCapture({ service }: Services, clicked: unknown, selected: unknown): Promise<void> {
  const { l10n } = vscode;
  const speeds = [
    { label: l10n.t("As Recorded"), description: l10n.t("with the pauses of the recording"), speed: 1 },
    { label: l10n.t("10 Times Faster"), description: "", speed: 10 },
    { label: l10n.t("100 Times Faster"), description: "", speed: 100 },
  ];
  const chosen = await pick(speeds, { title: l10n.t("Replay Capture") });
  if (chosen !== undefined) await takeIn(service, [clicked, selected], chosen.speed);
}

async function takeIn(service: ListenerService, given: readonly unknown[], speed: number | undefined): Promise<void> {
  const { l10n } = vscode;
  const files = chosenFiles(given) ?? (await askForFiles());
  if (files === undefined || (await service.start({ reason: "manual" })) === undefined) return;
  const title = speed === undefined ? l10n.t("Importing") : l10n.t("Replaying");
  const result = await showProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (report, token) => {
      const told = service.onDidImport(({ items }) => report(l10n.t("{0} records", formatCount(items))));
      token.onCancellationRequested(() => void service.query("cancelImport", undefined));
      try {
        return await service.query("importFiles", { files, ...(speed !== undefined && { speed }) });
      } catch (error) {
        void showError(l10n.t("The capture could not be read. {0}", error instanceof Error ? error.message : ""));
        return undefined;
      } finally {
        told.dispose();
      }
    },
  );
  if (result !== undefined) tell(result);
}

function tell({ items, broken, firstFailure = "" }: ImportProgress): void {
  const { l10n } = vscode;
  const taken = l10n.t("Took in {0} records.", formatCount(items));
  if (broken === 0) void showInformation(taken);
  else
    void showWarning(
      [taken, l10n.t("{0} lines or files could not be read.", formatCount(broken)), firstFailure].join(" ").trim(),
    );
}

/** Explorer menus give the file that was clicked and all that are selected. */
function chosenFiles([clicked, selected]: readonly unknown[]): readonly string[] | undefined {
  const uris = (Array.isArray(selected) ? selected : [clicked]).filter((uri) => uri instanceof vscode.Uri);
  return uris.length === 0 ? undefined : uris.map(({ fsPath }) => fsPath);
}

async function askForFiles(): Promise<readonly string[] | undefined> {
  const { l10n } = vscode;
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t("Choose Captures"),
    canSelectMany: true,
    filters: { [l10n.t("OTLP JSON Lines")]: ["jsonl", "json", "gz"], [l10n.t("All Files")]: ["*"] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}
