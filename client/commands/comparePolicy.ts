import * as path from "node:path";
import * as vscode from "vscode";
import { policyFileName } from "../../core/policy/policyLookup.ts";
import type { DeliveryCount } from "../../listener/deliveryCounts.ts";
import type { CodexHome } from "../codexHome.ts";
import type { ListenerService } from "../listenerService.ts";
import { pick, showError, showInformation, showProgress } from "../messages.ts";
import type { PolicyEffectDocuments } from "../policy/policyEffectDocuments.ts";
import type { PolicySource } from "../policy/policySource.ts";
import { reasonOf } from "../reasonOf.ts";
import type { ViewContext } from "../views/item.ts";
import { policyEffectText } from "../views/policyEffectText.ts";

interface Candidate {
  readonly name: string;
  /** Undefined for the built-in policy. */
  readonly text: string | undefined;
}

/** Shows what another policy would do to the kept events, beside what the one in force does, and adopts it when asked to. */
export async function comparePolicy(
  service: ListenerService,
  source: PolicySource,
  documents: PolicyEffectDocuments,
  home: CodexHome,
  context: ViewContext,
): Promise<void> {
  const { l10n } = vscode;
  if (service.totals.events === 0) {
    void showInformation(
      l10n.t("Policies are compared by what they do to the events that were received, and there are none yet."),
    );
    return;
  }
  await source.ready;
  const candidate = await chooseCandidate(source);
  if (candidate === undefined) return;
  const effects = await countBoth(service, candidate);
  if (effects === undefined) return;
  const [now, then] = effects.map((destinations) => policyEffectText(destinations, context));
  const { file } = source.inUse;
  const inForce = file === undefined ? l10n.t("built-in policy") : vscode.workspace.asRelativePath(file);
  await documents.open({ name: inForce, text: now ?? "" }, { name: candidate.name, text: then ?? "" });
  const adopt = l10n.t("Adopt {0}", candidate.name);
  const chosen = await showInformation(
    now === then
      ? l10n.t("{0} does the same to what was received.", candidate.name)
      : l10n.t("At the right: what {0} would do to what was received. Nothing has changed yet.", candidate.name),
    adopt,
  );
  if (chosen === adopt) await adoptPolicy(candidate, source, home);
}

async function countBoth(service: ListenerService, { name, text }: Candidate) {
  const { l10n } = vscode;
  try {
    return await showProgress({ location: vscode.ProgressLocation.Window, title: l10n.t("Comparing policies…") }, () =>
      Promise.all([
        counted(() => service.query("deliveries", {})),
        counted(() => service.query("policyEffect", { policyText: text })),
      ]),
    );
  } catch (error) {
    const reason = reasonOf(error);
    void showError(l10n.t("{0} cannot be compared. {1}", name, reason));
    return undefined;
  }
}

/** Asks until everything is counted. */
async function counted(ask: () => Promise<DeliveryCount | undefined>): Promise<DeliveryCount["destinations"]> {
  for (;;) {
    const count = await ask();
    if (count === undefined || count.complete) return count?.destinations ?? [];
  }
}

async function chooseCandidate(source: PolicySource): Promise<Candidate | undefined> {
  const { l10n } = vscode;
  const inForce = source.inUse.file?.toString();
  const found = await vscode.workspace.findFiles(
    `**/{${policyFileName},*.${policyFileName}}`,
    "**/node_modules/**",
    50,
  );
  const files = found
    .filter((file) => file.toString() !== inForce)
    .map((file) => ({ label: vscode.workspace.asRelativePath(file), iconPath: new vscode.ThemeIcon("law"), file }));
  const builtIn = { label: l10n.t("Built-In Policy"), iconPath: new vscode.ThemeIcon("package"), file: undefined };
  const other = { label: l10n.t("Choose a File…"), iconPath: new vscode.ThemeIcon("folder-opened"), file: undefined };
  const choices = [...files, ...(inForce === undefined ? [] : [builtIn]), other];
  const chosen = await pick(choices, {
    title: l10n.t("Compare With Another Policy"),
    placeHolder: l10n.t("Nothing changes before you adopt it"),
  });
  if (chosen === undefined) return undefined;
  if (chosen === builtIn) return { name: l10n.t("built-in policy"), text: undefined };
  const file =
    chosen.file ?? (await vscode.window.showOpenDialog({ filters: { TOML: ["toml"] }, canSelectMany: false }))?.[0];
  if (file === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(file);
  return { name: path.basename(file.fsPath), text: document.getText() };
}

/** Puts the policy where the one in force is, or would be, as an edit that can be undone. */
async function adoptPolicy({ text }: Candidate, source: PolicySource, { codexHome }: CodexHome): Promise<void> {
  const [folder] = source.folders;
  const file = source.inUse.file ?? vscode.Uri.joinPath(folder ?? vscode.Uri.file(codexHome), policyFileName);
  const { defaultPolicyText } = await import("../../core/policy/defaultPolicy.ts");
  const content = text ?? defaultPolicyText;
  const edit = new vscode.WorkspaceEdit();
  if (source.inUse.file === undefined)
    edit.createFile(file, { ignoreIfExists: true, contents: new TextEncoder().encode(content) });
  else {
    const document = await vscode.workspace.openTextDocument(file);
    edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), content);
  }
  await vscode.workspace.applyEdit(edit);
  await (await vscode.workspace.openTextDocument(file)).save();
  await vscode.window.showTextDocument(file);
}
