import * as vscode from "vscode";
import { unreadText } from "../../core/setup/unreadFile.ts";
import { readFoundConfig } from "../../system/foundConfig.ts";
import type { CodexHome } from "./codexHome.ts";
import { openFolders } from "./workspaceFolders.ts";

/** The text of Codex's config.toml on disk; undefined when there is none; one sentence why it is not read. */
export function readCodexConfig(home: CodexHome): string | { readonly problem: string } | undefined {
  const read = readFoundConfig(home.config, { own: home, worked: openFolders() });
  return typeof read === "object" ? { problem: unreadText(home.config, read.unread, vscode.l10n) } : read;
}

/** Why a file that is to be opened is not, in one sentence: Codex's config.toml that is a link somewhere, or no file. */
export function whyNotOpened(file: vscode.Uri, home: CodexHome): string | undefined {
  if (file.fsPath !== vscode.Uri.file(home.config).fsPath) return undefined;
  const read = readCodexConfig(home);
  return typeof read === "object" ? read.problem : undefined;
}
