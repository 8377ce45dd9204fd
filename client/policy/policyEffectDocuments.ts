import * as vscode from "vscode";
import { policyEffectScheme } from "../contributions.ts";

/** What two policies do to the same events, as two read-only texts beside each other. */
export class PolicyEffectDocuments implements vscode.TextDocumentContentProvider {
  #texts: Readonly<Record<string, string>> = {};
  #comparison = 0;

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#texts[path] ?? "";
  }

  /** Opens the diff editor. Names are those of the policies. */
  async open(now: { readonly name: string; readonly text: string }, then: typeof now): Promise<void> {
    const number = ++this.#comparison;
    const [left, right] = [`/${number}/now.txt`, `/${number}/then.txt`];
    this.#texts = { [left]: now.text, [right]: then.text };
    const uri = (path: string) => vscode.Uri.from({ scheme: policyEffectScheme, path });
    await vscode.commands.executeCommand("vscode.diff", uri(left), uri(right), `${now.name} ↔ ${then.name}`);
  }
}
