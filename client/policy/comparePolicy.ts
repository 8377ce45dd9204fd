import * as path from "node:path";
import * as vscode from "vscode";
import { policyFileName } from "../../core/policy/model/policyLookup.ts";
import { policyFaultText } from "../../core/setup/policyFault.ts";
import type { DeliveryCount } from "../../listener/protocol/delivery.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import type { Services } from "../services.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { askInDialog, pick, showError, showInformation, showProgress } from "../shared/messages.ts";
import { isOfWorkspace, isStrayLink } from "../shared/workspaceFolders.ts";
import type { PolicySource } from "./policySource.ts";
import { policyEffectText } from "./views/policyEffectText.ts";

interface Candidate {
  readonly name: string;
  /** Undefined for the built-in policy. */
  readonly text: string | undefined;
  /** Undefined for the built-in policy. */
  readonly file: vscode.Uri | undefined;
  /** Whether it came with the workspace. */
  readonly isOfWorkspace: boolean;
}

/** Shows what another policy would do to the kept events, beside what the one in force does, and adopts it when asked to. */
export async function comparePolicy({
  service,
  policy: source,
  policyEffects: documents,
  home,
  context,
}: Services): Promise<void> {
  const { l10n } = vscode;
  if (service.totals.events === 0) {
    void showInformation(
      l10n.t("Policies are compared by what they do to the events that were received, and there are none yet."),
    );
    return;
  }
  await source.ready;
  const candidate = await chooseCandidate(source, home);
  if (candidate === undefined) return;
  const effects = await countBoth(service, candidate);
  if (effects === undefined) return;
  const [now, then] = effects.map((destinations) => policyEffectText(destinations, context));
  const { file } = source.inUse;
  const inForce = file === undefined ? l10n.t("built-in policy") : vscode.workspace.asRelativePath(file);
  await documents.open({ name: inForce, text: now ?? "" }, { name: candidate.name, text: then ?? "" });
  const result =
    now === then
      ? l10n.t("{0} does the same to what was received.", candidate.name)
      : l10n.t("At the right: what {0} would do to what was received. Nothing has changed yet.", candidate.name);
  const { mayAdopt } = await import("../forwarding/adoptionQuestions.ts");
  if (!mayAdopt(candidate, vscode.workspace.isTrusted)) {
    const why = l10n.t("It came with this workspace and cannot be adopted before you trust the workspace.");
    void showInformation(`${result} ${why}`);
    return;
  }
  // what is adopted would be written through the link, or into what is no file
  const fault = source.broken?.fault;
  if (fault !== undefined && fault.kind !== "mistake") {
    void showInformation(`${result} ${policyFaultText(fault, l10n)}`);
    return;
  }
  const adopt = l10n.t("Adopt {0}", candidate.name);
  if ((await showInformation(result, adopt)) === adopt) await adoptPolicy(candidate, source);
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

async function chooseCandidate(source: PolicySource, home: CodexHome): Promise<Candidate | undefined> {
  const { l10n } = vscode;
  const inForce = source.inUse.file?.toString();
  const found = await vscode.workspace.findFiles(
    `**/{${policyFileName},*.${policyFileName}}`,
    "**/node_modules/**",
    50,
  );
  const files = found
    .filter((file) => file.toString() !== inForce && !isStrayLinkOfWorkspace(file, home))
    .map((file) => ({ label: vscode.workspace.asRelativePath(file), iconPath: new vscode.ThemeIcon("law"), file }));
  const builtIn = { label: l10n.t("Built-In Policy"), iconPath: new vscode.ThemeIcon("package"), file: undefined };
  const other = { label: l10n.t("Choose a File…"), iconPath: new vscode.ThemeIcon("folder-opened"), file: undefined };
  const choices = [...files, ...(inForce === undefined ? [] : [builtIn]), other];
  const chosen = await pick(choices, {
    title: l10n.t("Compare With Another Policy"),
    placeHolder: l10n.t("Nothing changes before you adopt it"),
  });
  if (chosen === undefined) return undefined;
  if (chosen === builtIn)
    return { name: l10n.t("built-in policy"), text: undefined, file: undefined, isOfWorkspace: false };
  const file =
    chosen.file ?? (await vscode.window.showOpenDialog({ filters: { TOML: ["toml"] }, canSelectMany: false }))?.[0];
  if (file === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(file);
  // what was chosen as a file may lie in the workspace too
  const isForeign = chosen.file !== undefined || isOfWorkspace(file, home);
  return { name: path.basename(file.fsPath), text: document.getText(), file, isOfWorkspace: isForeign };
}

function isStrayLinkOfWorkspace(file: vscode.Uri, home: CodexHome): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  return folder !== undefined && isStrayLink(file, folder.uri, home);
}

/** Whether the person allows all that a policy would send and read once it is their own. */
async function isAdoptionAllowed({ name, text, file }: Candidate, { inUse, target }: PolicySource): Promise<boolean> {
  const { l10n } = vscode;
  const { adoptionQuestions } = await import("../forwarding/adoptionQuestions.ts");
  const adoption = { name, text, inForce: inUse.text, isTargetOfWorkspace: target.isOfWorkspace };
  const [allow, open] = [l10n.t("Allow"), l10n.t("Open Policy")];
  for (const { message, detail } of adoptionQuestions(adoption, l10n)) {
    // the first button is the one that Enter presses
    const chosen = await askInDialog(message, detail, open, allow);
    if (chosen === open) void vscode.commands.executeCommand("vscode.open", file);
    if (chosen !== allow) return false;
  }
  return true;
}

/** Puts the policy where the one in force is, or would be, as an edit that can be undone; asks first what must be allowed. */
async function adoptPolicy(candidate: Candidate, source: PolicySource): Promise<void> {
  const { inUse, target } = source;
  if (!(await isAdoptionAllowed(candidate, source))) return;
  const { text } = candidate;
  const { file } = target;
  const { defaultPolicyText } = await import("../../core/policy/read/defaultPolicy.ts");
  const content = text ?? defaultPolicyText;
  const edit = new vscode.WorkspaceEdit();
  if (inUse.file === undefined)
    edit.createFile(file, { ignoreIfExists: true, contents: new TextEncoder().encode(content) });
  else {
    const document = await vscode.workspace.openTextDocument(file);
    edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), content);
  }
  await vscode.workspace.applyEdit(edit);
  await (await vscode.workspace.openTextDocument(file)).save();
  await vscode.window.showTextDocument(file);
}
