import * as path from "node:path";
import * as vscode from "vscode";
import { makePrivate } from "../../system/fileExposure.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { askInDialog, showError, showWarning } from "../shared/messages.ts";
import { tokenPlaceOf } from "./tokenPlace.ts";

/** Whether a configuration file gets the token, or the person does not want the file changed at all. */
export type TokenDecision = "write" | "leave-out" | "cancel";

/**
 * Decides whether the token may be written to a file. It is for the person's own files alone: where others have the file it
 * is left out, which is said. Where only its mode lets others read it, the person may make it private.
 */
export async function decideOnToken(file: string, home: CodexHome): Promise<TokenDecision> {
  const { l10n } = vscode;
  const name = path.basename(file);
  switch (await tokenPlaceOf(file, home)) {
    case "private":
      return "write";
    case "foreign":
      void showWarning(
        l10n.t("{0} is not your own: the header is left out, and what is sent by it is marked as unverified.", name),
      );
      return "leave-out";
    case "tracked":
      void showWarning(
        l10n.t("Git tracks {0}: the header is left out, and what is sent by it is marked as unverified.", name),
      );
      return "leave-out";
    case "readable":
      return askAboutReadable(file, name);
  }
}

async function askAboutReadable(file: string, name: string): Promise<TokenDecision> {
  const { l10n } = vscode;
  const [makeItPrivate, leaveOut] = [l10n.t("Make It Private"), l10n.t("Leave the Header Out")];
  const chosen = await askInDialog(
    l10n.t("Other accounts of this machine can read {0}.", name),
    l10n.t(
      "With the header in it they could send events that are marked as verified. Made private, only you can read and change the file. Without the header, what Codex sends is marked as unverified.",
    ),
    makeItPrivate,
    leaveOut,
  );
  if (chosen === leaveOut) return "leave-out";
  if (chosen !== makeItPrivate) return "cancel";
  try {
    await makePrivate(file);
    return "write";
  } catch (error) {
    void showError(l10n.t("{0} could not be made private: {1}", name, reasonOf(error)));
    return "cancel";
  }
}
