import * as path from "node:path";
import * as vscode from "vscode";
import { planExporterEdit } from "../../core/config/edit/exporterEdit.ts";
import { configSnippet, exporterFor } from "../../core/config/edit/exporterSetting.ts";
import type { ListenerAddresses } from "../../listener/protocol/totals.ts";
import { decideOnToken } from "../sender/tokenFile.ts";
import type { Services } from "../services.ts";
import { whyNotOpened } from "../shared/codexConfig.ts";
import { localFileAddress } from "../shared/localFile.ts";
import { askInDialog, pick, showError, showInformation } from "../shared/messages.ts";
import { openForEditing } from "./openConfig.ts";
import { runInTerminal } from "./runCodex.ts";

/** What a code lens says of the exporter below it. */
export interface ExporterPlace {
  readonly uri: string;
}

/** Whether a command was called to take free ports, after the usual ones were found to be taken. */
export const wantsFreePorts = (argument: unknown): boolean =>
  typeof argument === "object" && argument !== null && "freePorts" in argument && argument.freePorts === true;

/** The place that a command was called with, if it was one; menus and keys give something else or nothing. */
export function exporterPlace(argument: unknown): ExporterPlace | undefined {
  const uri = localFileAddress(
    typeof argument === "object" && argument !== null && "uri" in argument ? argument.uri : undefined,
  );
  return uri === undefined ? undefined : { uri };
}

/**
 * Asks how Codex shall send its telemetry to this window, starting the listener first when it isn't up. Asked for above an
 * exporter of a file, it goes straight to that file.
 */
export async function pointCodexHere(services: Services, asked?: ExporterPlace, freePorts = false): Promise<void> {
  const { service, home, codex, sender } = services;
  const addresses = await service.start({ reason: "manual", freePorts });
  if (addresses === undefined) return;
  if (asked !== undefined) {
    await addToConfig(addresses, vscode.Uri.parse(asked.uri), services);
    return;
  }
  const { l10n } = vscode;
  const isVerifying = (await sender.token()) !== undefined;
  const ways = [
    {
      label: l10n.t("Run Codex in a Terminal"),
      description: l10n.t("changes no file"),
      detail: isVerifying
        ? l10n.t("For this run only, its logs go to {0}, verified if config.toml has the header", addresses.grpc)
        : l10n.t("For this run only, its logs go to {0}", addresses.grpc),
      iconPath: new vscode.ThemeIcon("terminal"),
      run: () => runInTerminal(addresses, home, codex),
    },
    {
      label: l10n.t("Copy the Configuration Snippet"),
      description: l10n.t("changes no file"),
      detail: isVerifying
        ? l10n.t("An [otel] block to paste wherever it is needed, without the header that verifies the sender")
        : l10n.t("An [otel] block to paste wherever it is needed"),
      iconPath: new vscode.ThemeIcon("copy"),
      run: () => copySnippet(addresses),
    },
    {
      label: l10n.t("Add It to config.toml"),
      description: l10n.t("shows what changes, saves nothing"),
      detail: home.config,
      iconPath: new vscode.ThemeIcon("edit"),
      run: () => addToConfig(addresses, vscode.Uri.file(home.config), services),
    },
  ];
  const chosen = await pick(ways, {
    title: l10n.t("Point Codex Here"),
    placeHolder: l10n.t("How shall Codex send its telemetry to this window?"),
  });
  await chosen?.run();
}

/** The TOML parser is loaded when it is first needed. */
async function parse(text: string) {
  const { parseToml } = await import("../../core/toml/parseToml.ts");
  return parseToml(text);
}

async function copySnippet(addresses: ListenerAddresses): Promise<void> {
  await vscode.env.clipboard.writeText(configSnippet(exporterFor("otlp-grpc", addresses)));
  void showInformation(vscode.l10n.t("The [otel] block was copied. Codex reads config.toml when it starts."));
}

async function addToConfig(
  addresses: ListenerAddresses,
  config: vscode.Uri,
  { home, exporterMemory, sender }: Services,
): Promise<void> {
  const { l10n } = vscode;
  const name = path.basename(config.fsPath);
  const problem = whyNotOpened(config, home);
  if (problem !== undefined) {
    void showError(`${problem}.`);
    return;
  }
  const token = await sender.token();
  const decision = token === undefined ? "leave-out" : await decideOnToken(config.fsPath, home);
  if (decision === "cancel") return;
  const exporter = exporterFor("otlp-grpc", addresses, decision === "write" ? token : undefined);
  const editor = await openForEditing(config);
  const { document } = editor;
  const plan = planExporterEdit(await parse(document.getText()), exporter);
  const at = (range: { readonly start: number; readonly end: number }) =>
    new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  switch (plan.kind) {
    case "broken":
      void showError(l10n.t("{0} has errors. Fix them first, so that Codex can read the file.", name));
      return;
    case "irreplaceable":
      reveal(editor, at(plan.existing));
      void showError(
        l10n.t("{0} sets its exporter in a form that Codex does not read. Fix that first, or change it by hand.", name),
      );
      return;
    case "unchanged":
      reveal(editor, at(plan.range));
      void showInformation(l10n.t("{0} already sends Codex's logs to this window.", name));
      return;
    case "replace": {
      reveal(editor, at(plan.existing));
      const replace = l10n.t("Replace in the Editor");
      const chosen = await askInDialog(
        l10n.t("{0} already sets an exporter for Codex's logs.", name),
        l10n.t(
          "Codex has one exporter for logs. Replacing it can be undone, and nothing is saved until you save the file. To keep it, run Codex in a terminal instead, which changes no file.",
        ),
        replace,
      );
      if (chosen !== replace) return;
      break;
    }
    case "insert":
      break;
  }
  const version = document.version;
  const before = document.getText();
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of plan.edits) edit.replace(document.uri, at(range), newText);
  const [first] = plan.edits;
  const start = first?.range.start ?? 0;
  if (!(await vscode.workspace.applyEdit(edit)) || document.version === version) return;
  await exporterMemory.remember(config.fsPath, { before, after: document.getText() });
  if (!document.isUntitled) {
    // what would change, beside what is saved; it is still the same document, to be saved or undone
    await vscode.commands.executeCommand("workbench.files.action.compareWithSaved", document.uri);
    tellToSave(document);
    return;
  }
  const text = first?.newText ?? "";
  const lead = text.length - text.trimStart().length;
  reveal(editor, at({ start: start + lead, end: start + text.trimEnd().length }));
  tellToSave(document);
}

function tellToSave({ fileName }: vscode.TextDocument): void {
  void showInformation(
    vscode.l10n.t("Save {0} to send Codex's logs here. Codex reads the file when it starts.", path.basename(fileName)),
  );
}

function reveal(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
