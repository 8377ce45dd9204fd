import * as vscode from "vscode";

/** Why something failed, for the end of a message. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : vscode.l10n.t("unknown reason");
