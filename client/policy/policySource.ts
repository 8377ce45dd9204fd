import * as path from "node:path";
import * as vscode from "vscode";
import { type PolicyPlace, policyFileName, policyFolders, policyPlaces } from "../../core/policy/model/policyLookup.ts";
import { type PolicyFault, policyFaultText } from "../../core/setup/policyFault.ts";
import { plainLocalizer } from "../../core/text/localizer.ts";
import type { PolicyLocation } from "../../listener/protocol/listenerOptions.ts";
import { unreadBecause } from "../../system/foundConfig.ts";
import type { CodexHome } from "../shared/codexHome.ts";
import { isLocalFile } from "../shared/localFile.ts";
import { readText } from "../shared/readText.ts";
import { isCodexHomeOwn, isStrayLink } from "../shared/workspaceFolders.ts";

/** A policy that counts. */
export interface PolicyInUse {
  /** TOML; undefined is the built-in policy. */
  readonly text: string | undefined;
  /** Undefined for the built-in policy. */
  readonly file: vscode.Uri | undefined;
  /** Whether it came with the workspace, and not from the person's own folder of Codex. */
  readonly isOfWorkspace: boolean;
  /** What paths in it mean, and which files it may name; undefined for the built-in policy. */
  readonly place: PolicyLocation | undefined;
}

/** A policy file that does not count because it is broken, or a link of the workspace that is not followed. */
export interface BrokenPolicy {
  readonly file: vscode.Uri;
  readonly fault: PolicyFault;
}

const settleMilliseconds = 250;
const builtIn: PolicyInUse = { text: undefined, file: undefined, isOfWorkspace: false, place: undefined };

/**
 * Finds the policy: `otel-policy.toml` of the workspace when it is trusted, else that of Codex's folder, else the built-in
 * one. Follows what is written there, and what is typed unless `savedOnly` says otherwise. While a policy is broken, the last
 * good one counts, and so while it is a link that is not followed.
 */
export class PolicySource implements vscode.Disposable {
  readonly #home: CodexHome;
  readonly #savedOnly: () => boolean;
  readonly #log: vscode.LogOutputChannel;
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions: vscode.Disposable[];
  #watchers: vscode.Disposable[] = [];
  #inUse = builtIn;
  #broken: BrokenPolicy | undefined;
  #ignored: vscode.Uri | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void>;

  constructor(home: CodexHome, savedOnly: () => boolean, log: vscode.LogOutputChannel) {
    this.#home = home;
    this.#savedOnly = savedOnly;
    this.#log = log;
    const watchAnew = () => {
      this.#watch();
      this.refresh();
    };
    this.#subscriptions = [
      vscode.workspace.onDidChangeWorkspaceFolders(watchAnew),
      vscode.workspace.onDidGrantWorkspaceTrust(watchAnew),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#typed(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#typed(document)),
    ];
    this.#watch();
    this.#reading = this.#read();
  }

  get inUse(): PolicyInUse {
    return this.#inUse;
  }

  /** The file that would count if it weren't broken. */
  get broken(): BrokenPolicy | undefined {
    return this.#broken;
  }

  /** The workspace's own policy, which does not count because the workspace is not trusted. */
  get ignored(): vscode.Uri | undefined {
    return this.#ignored;
  }

  /** The file of the policy in force; for the built-in one, where another would take its place. */
  get target(): Pick<PolicyInUse, "isOfWorkspace"> & { readonly file: vscode.Uri } {
    const { file, isOfWorkspace } = this.#inUse;
    if (file !== undefined) return { file, isOfWorkspace };
    const [first] = this.#places;
    const place = first ?? { folder: vscode.Uri.file(this.#home.codexHome), isOfWorkspace: true };
    return { file: vscode.Uri.joinPath(place.folder, policyFileName), isOfWorkspace: place.isOfWorkspace };
  }

  get #places(): readonly PolicyPlace<vscode.Uri>[] {
    const codexHome = vscode.Uri.file(this.#home.codexHome);
    const isOwn = isCodexHomeOwn(this.#home);
    // the person's own folder stays theirs when it is what is open
    const workspaces = workspaceFolders().filter((folder) => !isOwn || folder.toString() !== codexHome.toString());
    return policyPlaces(workspaces, codexHome, { isTrusted: vscode.workspace.isTrusted, isCodexHomeOwn: isOwn });
  }

  /** Resolves when what is in the files now has been read. */
  get ready(): Promise<void> {
    return this.#reading;
  }

  /** Calls back when another policy counts, or one was broken or fixed. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Reads again, soon. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reading = this.#reading.then(() => this.#read());
    }, settleMilliseconds);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
    vscode.Disposable.from(...this.#subscriptions, ...this.#watchers).dispose();
  }

  #watch(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = policyFolders(workspaceFolders(), vscode.Uri.file(this.#home.codexHome)).map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, policyFileName));
      const changed = () => this.refresh();
      watcher.onDidCreate(changed);
      watcher.onDidChange(changed);
      watcher.onDidDelete(changed);
      return watcher;
    });
  }

  #typed({ uri }: vscode.TextDocument): void {
    if (path.basename(uri.fsPath) === policyFileName) this.refresh();
  }

  async #read(): Promise<void> {
    const found = await this.#find();
    const before = this.#found();
    const foreign = isCodexHomeOwn(this.#home) ? [] : [vscode.Uri.file(this.#home.codexHome)];
    this.#ignored = vscode.workspace.isTrusted ? undefined : await firstPolicyIn([...workspaceFolders(), ...foreign]);
    if (found === undefined) {
      this.#inUse = builtIn;
      this.#broken = undefined;
    } else if ("fault" in found) this.#broken = found;
    else {
      const mistake = await firstMistake(found.text);
      this.#broken = mistake && { file: found.file, fault: mistake };
      if (mistake === undefined) this.#inUse = found;
    }
    if (JSON.stringify(before) === JSON.stringify(this.#found())) return;
    this.#log.info(
      this.#broken === undefined
        ? `The policy in force: ${this.#inUse.file?.fsPath ?? "built-in"}`
        : `${this.#broken.file.fsPath}: ${policyFaultText(this.#broken.fault, plainLocalizer)}`,
    );
    for (const listener of this.#listeners) listener();
  }

  #found(): Pick<PolicySource, "inUse" | "broken" | "ignored"> {
    return { inUse: this.#inUse, broken: this.#broken, ignored: this.#ignored };
  }

  async #find(): Promise<FoundPolicy | BrokenPolicy | undefined> {
    for (const { folder, isOfWorkspace } of this.#places) {
      const file = vscode.Uri.joinPath(folder, policyFileName);
      if (isStrayLink(file, folder, this.#home)) return { file, fault: { kind: "stray-link" } };
      const text = await this.#textOf(file);
      if (text === undefined) continue;
      if (typeof text !== "string") return { file, fault: text };
      const workspace = isOfWorkspace ? { workspace: [folder.fsPath] } : {};
      return { text, file, isOfWorkspace, place: { file: file.fsPath, home: this.#home.home, ...workspace } };
    }
    return undefined;
  }

  async #textOf(file: vscode.Uri): Promise<string | PolicyFault | undefined> {
    // an editor also shows what was saved in a file that is deleted by now
    const typed = vscode.workspace.textDocuments.find(
      ({ uri, isDirty }) => isDirty && uri.toString() === file.toString(),
    );
    if (typed !== undefined && !typed.isClosed && !this.#savedOnly()) return typed.getText();
    try {
      return await readText(file);
    } catch (error) {
      const why = unreadBecause(error)?.unread;
      return why && { kind: "unread", why };
    }
  }
}

type FoundPolicy = PolicyInUse & { readonly text: string; readonly file: vscode.Uri };

const workspaceFolders = (): readonly vscode.Uri[] =>
  (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(isLocalFile);

/** The policy file of the first folder that has one, whatever it holds. */
async function firstPolicyIn(folders: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const folder of folders) {
    const file = vscode.Uri.joinPath(folder, policyFileName);
    const found = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/** The first thing that keeps a text from being a policy. The parser is loaded when it is first needed. */
async function firstMistake(text: string): Promise<PolicyFault | undefined> {
  const [{ parsePolicy }, { LineIndex }] = await Promise.all([
    import("../../core/policy/read/parsePolicy.ts"),
    import("../../core/text/lineIndex.ts"),
  ]);
  const { policy, problems } = parsePolicy(text);
  if (policy !== undefined) return undefined;
  const problem = problems.find(({ severity }) => severity === "error");
  const line = problem === undefined ? 0 : new LineIndex(text).positionAt(problem.range.start).line;
  return { kind: "mistake", line, message: problem?.message ?? "" };
}
