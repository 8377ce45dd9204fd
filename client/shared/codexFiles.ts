import type * as vscode from "vscode";
import { classifyConfigPath } from "../../core/config/configLocations.ts";
import { isBuiltInPolicy, isPolicyPath } from "../../core/policy/language/policyLocations.ts";
import type { CodexHome } from "./codexHome.ts";
import { isLocalFile } from "./localFile.ts";

/** Whether a document is a configuration of Codex or a policy, saved or not: one that the language server is given. */
export function isCodexFile(document: vscode.TextDocument, home: CodexHome): boolean {
  const { scheme, fsPath } = document.uri;
  if (scheme !== "untitled" && !isLocalFile(document.uri)) return false;
  return (
    classifyConfigPath(fsPath, home) !== undefined ||
    isPolicyPath(fsPath) ||
    isBuiltInPolicy(fsPath, () => document.getText())
  );
}
