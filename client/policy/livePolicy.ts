import * as vscode from "vscode";
import { type PolicyFault, policyFaultText } from "../../core/setup/policyFault.ts";
import { showWarningWithButtons } from "../listener/listenerMessages.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { originOf } from "./policyOrigin.ts";
import type { BrokenPolicy, PolicySource } from "./policySource.ts";

/**
 * Keeps the listener's policy that of the files: a change counts for what is shown at once. Only the window that owns the
 * listener decides about its policy. Says so when a policy that nobody is editing is broken.
 */
export function keepPolicyLive(
  service: ListenerService,
  source: PolicySource,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  /** The same text elsewhere is another policy: its paths mean other files. */
  const inForce = () => {
    const { text, place } = source.inUse;
    const where = { policyOrigin: originOf(source.inUse), ...(place !== undefined && { policyPlace: place }) };
    return { policyText: text, ...where };
  };
  let applied = JSON.stringify(inForce());
  let told: string | undefined;
  const apply = async () => {
    const policy = inForce();
    if (!service.isOwner || JSON.stringify(policy) === applied) return;
    applied = JSON.stringify(policy);
    try {
      await service.query("setPolicy", policy);
    } catch (error) {
      log.error(`The policy could not be applied: ${reasonOf(error)}`);
    }
  };
  const changed = source.onDidChange(() => {
    void apply();
    const { broken } = source;
    const fault = broken && `${broken.file.toString()}\n${JSON.stringify(broken.fault)}`;
    if (broken !== undefined && fault !== told && !isBeingEdited(broken)) void tell(broken);
    told = fault;
  });
  const started = service.onDidChangeState(({ kind }) => {
    // what it was started with
    if (kind === "starting") applied = JSON.stringify(inForce());
    else void apply();
  });
  return vscode.Disposable.from(changed, started);
}

const isBeingEdited = ({ file }: BrokenPolicy): boolean =>
  vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === file.toString());

function tell({ file, fault }: BrokenPolicy): Promise<void> {
  const line = fault.kind === "mistake" ? fault.line : 0;
  return showWarningWithButtons(faultText(fault), [
    [
      vscode.l10n.t("Open Policy"),
      "vscode.open",
      file,
      { selection: new vscode.Range(line, 0, line, 0) } satisfies vscode.TextDocumentShowOptions,
    ],
  ]);
}

function faultText(fault: PolicyFault): string {
  if (fault.kind !== "mistake") return policyFaultText(fault, vscode.l10n);
  const { line, message } = fault;
  return vscode.l10n.t(
    "The policy is broken in line {0}: {1} The last good policy stays in force.",
    line + 1,
    /[.!?]$/.test(message) ? message : `${message}.`,
  );
}
