import * as path from "node:path";
import * as vscode from "vscode";
import type { ExporterChange } from "../../core/config/edit/exporterRestore.ts";
import type { Services } from "../services.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { pick, showError, showInformation } from "../shared/messages.ts";
import { readText } from "../shared/readText.ts";
import type { ExporterMemory } from "./exporterMemory.ts";
import { exists } from "./openConfig.ts";
import type { ExporterPlace } from "./pointCodexHere.ts";

const saveAttempts = 3;

/**
 * Gives a configuration file the exporter back that it had before Codex was pointed here, and saves it. Asked for above an
 * exporter, it is that file; else Codex's config.toml, or another one that was pointed here.
 */
export async function restoreExporter(
  { home, exporterMemory: memory }: Services,
  asked?: ExporterPlace,
): Promise<void> {
  const { l10n } = vscode;
  const file = asked === undefined ? await chooseFile(home, memory) : vscode.Uri.parse(asked.uri).fsPath;
  if (file === undefined) return;
  const name = path.basename(file);
  const remembered = await memory.get(file);
  const uri = vscode.Uri.file(file);
  if (remembered === undefined || !(await exists(uri))) {
    void showInformation(l10n.t("There is nothing to restore: {0} has not been pointed here.", name));
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  // after a restart VS Code may take a file for unsaved that is as it is on disk
  const isUnsaved = document.isDirty && document.getText() !== (await readText(uri));
  for (let attempt = 1; ; attempt++) {
    const outcome = await restoreIn(document, remembered);
    switch (outcome) {
      case "broken":
        void showError(l10n.t("{0} has errors. Fix them first, so that the exporter can be restored.", name));
        return;
      case "changed": {
        await memory.forget(file);
        void showInformation(l10n.t("The exporter of {0} was changed since, so it stays as it is now.", name));
        return;
      }
      case "refused":
        return;
      case "restored":
        break;
    }
    if (isUnsaved) {
      await memory.forget(file);
      await vscode.window.showTextDocument(document);
      void showInformation(l10n.t("The exporter is restored. Save {0} to keep it.", name));
      return;
    }
    if (await isSaved(document)) break;
    await vscode.window.showTextDocument(document);
    if (attempt === saveAttempts) {
      await memory.forget(file);
      void showError(
        l10n.t("The exporter is restored in the editor, but {0} could not be saved: save it there.", name),
      );
      return;
    }
    // the editor had not taken in that the file was written elsewhere, or before a restart: with what is on disk it goes
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await memory.forget(file);
  void showInformation(l10n.t("The exporter of {0} is as it was before. Codex reads the file when it starts.", name));
}

/** Changes the document, which is not saved then. `refused`: the editor did not take the change. */
async function restoreIn(
  document: vscode.TextDocument,
  remembered: ExporterChange,
): Promise<"broken" | "changed" | "refused" | "restored"> {
  const [{ parseToml }, { planExporterRestore }] = await Promise.all([
    import("../../core/toml/parseToml.ts"),
    import("../../core/config/edit/exporterRestore.ts"),
  ]);
  const plan = planExporterRestore(parseToml(document.getText()), remembered);
  if (plan.kind !== "restore") return plan.kind;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of plan.edits)
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
      newText,
    );
  return (await vscode.workspace.applyEdit(edit)) ? "restored" : "refused";
}

const isSaved = async (document: vscode.TextDocument): Promise<boolean> =>
  (await document.save()) && (await readText(document.uri)) === document.getText();

/** Codex's own file, unless only others were pointed here; undefined when the person chose none of several. */
async function chooseFile({ config }: CodexHome, memory: ExporterMemory): Promise<string | undefined> {
  const own = vscode.Uri.file(config).fsPath;
  const files = await memory.files();
  const [first = own, ...others] = files;
  if (files.includes(own)) return own;
  if (others.length === 0) return first;
  const items = files.map((file) => ({ label: path.basename(file), description: path.dirname(file), file }));
  const title = vscode.l10n.t("Restore the Exporter of Which File?");
  return (await pick(items, { title }))?.file;
}
