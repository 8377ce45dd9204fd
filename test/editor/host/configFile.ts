import { deepEqual, equal, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "./eventually.ts";

async function openInWorkspace(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  ok(folder, "no workspace is open");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document);
  return document;
}

const errorsOf = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);

describe("a config.toml with which Codex refuses to start", () => {
  it("gets an error with a stable code where the mistake is, and other TOML files get none", async () => {
    const other = await openInWorkspace("other.toml");
    const document = await openInWorkspace(".codex/config.toml");
    const [error] = await eventually(
      () => errorsOf(document),
      (errors) => errors.length > 0,
      "an error in config.toml",
    );
    ok(error);
    ok(document.getText(error.range).includes('"otlp-grpc"'));
    const code = typeof error.code === "object" ? error.code.value : error.code;
    ok(String(code).startsWith("otel/"), String(code));
    deepEqual(vscode.languages.getDiagnostics(other.uri), []);
  });

  it("is fixed by its preferred quick fix, in one undoable edit", async () => {
    const document = await openInWorkspace(".codex/config.toml");
    const broken = document.getText();
    const [error] = await eventually(
      () => errorsOf(document),
      (errors) => errors.length > 0,
      "an error in config.toml",
    );
    ok(error);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      error.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const preferred = actions.find(({ isPreferred }) => isPreferred === true);
    ok(preferred?.edit, `no preferred fix among ${actions.map(({ title }) => title).join(", ")}`);
    equal(await vscode.workspace.applyEdit(preferred.edit), true);
    await eventually(
      () => errorsOf(document),
      (errors) => errors.length === 0,
      "no error after the quick fix",
    );
    await vscode.commands.executeCommand("undo");
    equal(document.getText(), broken);
  });

  it("completes the exporters Codex knows", async () => {
    const document = await openInWorkspace(".codex/config.toml");
    const position = document.positionAt(document.getText().indexOf('"otlp-grpc"') + 1);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      position,
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    ok(
      labels.some((label) => label.includes("otlp-http")),
      labels.join(", "),
    );
  });
});
