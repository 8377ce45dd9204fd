import * as os from "node:os";
import * as vscode from "vscode";
import { settings } from "../contributions.ts";
import type { Services } from "../services.ts";
import { showBriefly, showInformation } from "../shared/messages.ts";
import { issuePage } from "./issuePage.ts";
import { type ChangedSetting, problemReport } from "./problemReport.ts";

/**
 * Opens an unsaved document with what somebody who helps has to know. Sends nothing and starts nothing; the person may copy
 * it, and open the page for issues.
 */
export async function reportProblem({
  service,
  language,
  codex,
  policy,
  recentLog,
  manifest,
}: Services): Promise<void> {
  const { withoutSecrets } = await import("./withoutSecrets.ts");
  const { file, isOfWorkspace } = policy.inUse;
  const content = problemReport(
    {
      extensionVersion: String(manifest.version),
      editor: editorText(),
      codexVersion: await codex.knownVersion(),
      system: `${os.platform()} ${os.release()} ${os.arch()}`,
      nodeVersion: process.version,
      settings: changedSettings(),
      listener: service.state,
      totals: service.totals,
      isRecording: service.recording !== undefined,
      policy: file === undefined ? "built-in" : isOfWorkspace ? "of the workspace" : "the person's own",
      isPolicyBroken: policy.broken !== undefined,
      isLanguageServerStarted: language.started,
      isWorkspaceTrusted: vscode.workspace.isTrusted,
      log: recentLog.entries,
    },
    { home: os.homedir(), withoutSecrets },
  );
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document);
  await offer(document, issuePage(manifest.repository?.url));
}

async function offer(document: vscode.TextDocument, page: string | undefined): Promise<void> {
  const { l10n } = vscode;
  const copy = l10n.t("Copy");
  const open = l10n.t("Open the Page for Issues");
  const opens = page === undefined ? [] : [open];
  let chosen = await showInformation(
    l10n.t("Read the report before you give it to anybody. Nothing was sent."),
    copy,
    ...opens,
  );
  if (chosen === copy) {
    // as the person may have changed it
    await vscode.env.clipboard.writeText(document.getText());
    const copied = l10n.t("The report was copied");
    if (page === undefined) showBriefly("copy", copied);
    else chosen = await showInformation(copied, open);
  }
  if (chosen === open && page !== undefined) await vscode.env.openExternal(vscode.Uri.parse(page, true));
}

function editorText(): string {
  const { appName, uiKind, remoteName } = vscode.env;
  const where = uiKind === vscode.UIKind.Web ? "in a browser" : "on the desktop";
  return `${appName} ${vscode.version}, ${where}${remoteName === undefined ? "" : `, remote: ${remoteName}`}`;
}

/** Settings that somebody has changed, with the value of each place. */
function changedSettings(): readonly ChangedSetting[] {
  const configuration = vscode.workspace.getConfiguration();
  return Object.values(settings).flatMap(({ key }) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(key) ?? {};
    const places = { user: globalValue, workspace: workspaceValue, folder: workspaceFolderValue };
    return Object.entries(places).flatMap(([where, value]) =>
      value === undefined ? [] : { key, value, where: where as ChangedSetting["where"] },
    );
  });
}
