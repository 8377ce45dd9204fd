import * as vscode from "vscode";
import { builtInPolicyScheme } from "../contributions.ts";

/** The versions of the built-in policy as read-only documents. */
export class BuiltInPolicyDocuments implements vscode.TextDocumentContentProvider {
  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const { builtInVersions } = await import("../../core/policy/read/extend/builtInVersions.ts");
    const version = builtInVersions.find(({ name }) => path === pathOf(name));
    return version?.text ?? `# ${vscode.l10n.t("There is no version of the built-in policy with this name.")}\n`;
  }
}

const pathOf = (name: string): string => `/${name}.toml`;

/** The address of a version, by the name that `extends` has for it. */
export const builtInPolicyUri = (name: string): vscode.Uri =>
  vscode.Uri.from({ scheme: builtInPolicyScheme, path: pathOf(name) });
