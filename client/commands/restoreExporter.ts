import * as vscode from "vscode";
import type { CodexHome } from "../codexHome.ts";
import type { ExporterMemory } from "../exporterMemory.ts";
import { exists } from "./openConfig.ts";

/** Gives config.toml the exporter back that it had before Codex was pointed here, and saves it. */
export async function restoreExporter({ config }: CodexHome, memory: ExporterMemory): Promise<void> {
  const { l10n } = vscode;
  const remembered = await memory.get(config);
  const uri = vscode.Uri.file(config);
  if (remembered === undefined || !(await exists(uri))) {
    void vscode.window.showInformationMessage(
      l10n.t("There is nothing to restore: config.toml has not been pointed here."),
    );
    return;
  }
  const [{ parseToml }, { planExporterRestore }] = await Promise.all([
    import("../../core/toml/parseToml.ts"),
    import("../exporterRestore.ts"),
  ]);
  const document = await vscode.workspace.openTextDocument(uri);
  const wasDirty = document.isDirty;
  const plan = planExporterRestore(parseToml(document.getText()), {
    before: parseToml(remembered.before),
    after: parseToml(remembered.after),
  });
  switch (plan.kind) {
    case "broken":
      void vscode.window.showErrorMessage(
        l10n.t("config.toml has errors. Mend them first, so that the exporter can be restored."),
      );
      return;
    case "changed": {
      await memory.forget(config);
      void vscode.window.showInformationMessage(
        l10n.t("The exporter of config.toml was changed since, so it stays as it is now."),
      );
      return;
    }
    case "restore":
      break;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of plan.edits)
    edit.replace(uri, new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)), newText);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  await memory.forget(config);
  if (wasDirty) {
    await vscode.window.showTextDocument(document);
    void vscode.window.showInformationMessage(l10n.t("The exporter is restored. Save config.toml to keep it."));
    return;
  }
  await document.save();
  void vscode.window.showInformationMessage(
    l10n.t("The exporter of config.toml is as it was before. Codex reads the file when it starts."),
  );
}
