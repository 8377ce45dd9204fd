import * as vscode from "vscode";
import type { SetupItem } from "../../core/setup/setupItem.ts";
import { type SetupStepId, setupStepIds } from "../../core/setup/setupStepIds.ts";
import { commands, setupContextKey, views } from "../contributions.ts";
import { Pace, systemClock } from "../shared/pace.ts";
import { treeItemOf } from "../shared/treeItem.ts";
import type { SetupFactsReader, SetupSources } from "./setupFactsReader.ts";
import { setupItem, troubleshootingItem } from "./views/setupItem.ts";

/** A row of the view. */
export interface SetupNode {
  readonly id: string;
  readonly parent: SetupNode | undefined;
  /** As it was found last. Undefined for the head of the troubleshooting list. */
  item: SetupItem | undefined;
}

/** Files and events change in bursts. */
const settleMilliseconds = 300;
const calmMilliseconds = 1000;
/** While somebody looks, what nobody tells of is looked at again: sessions of Codex, answers of backends. */
const lookMilliseconds = 3000;
/** While nobody looks, only the steps of the walkthrough follow what happens, and no oftener than this. */
const hiddenMilliseconds = 10_000;

/** The view `Codex OTel › Setup`: steps that tick themselves, and the troubleshooting list. */
export class SetupTree implements vscode.TreeDataProvider<SetupNode>, vscode.Disposable {
  readonly #sources: SetupSources;
  readonly #log: vscode.LogOutputChannel;
  /** Loaded when it is first needed. */
  #reader: Promise<SetupFactsReader> | undefined;
  readonly #view: vscode.TreeView<SetupNode>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: vscode.Disposable;
  readonly #nodes = new Map<string, SetupNode>();
  #steps: readonly SetupItem[] = [];
  #lines: readonly SetupItem[] = [];
  #isBeginning = true;
  #shown = "";
  readonly #pace: Pace;
  #looking: NodeJS.Timeout | undefined;

  constructor(sources: SetupSources, log: vscode.LogOutputChannel) {
    const { service, policy, connectionTests, home } = sources;
    this.#sources = sources;
    this.#log = log;
    this.#view = vscode.window.createTreeView(views.setup, { treeDataProvider: this });
    this.#pace = new Pace(systemClock, {
      task: () => this.#read(),
      pause: () => (this.#view.visible ? 0 : hiddenMilliseconds),
    });
    const soon = () => this.#pace.within(settleMilliseconds);
    const configuration = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(home.codexHome), "*.{toml,yaml,yml,json}"),
    );
    const projects = vscode.workspace.createFileSystemWatcher("**/{.codex/,}{config,codex}.toml");
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#view,
      ...[configuration, projects].flatMap((watcher) => [
        watcher,
        watcher.onDidCreate(soon),
        watcher.onDidChange(soon),
        watcher.onDidDelete(soon),
      ]),
      service.onDidChangeState(soon),
      service.onDidChangeData((sessions) => {
        if (sessions === "cleared") void this.#reader?.then((reader) => reader.clear());
        this.#pace.within(calmMilliseconds);
      }),
      policy.onDidChange(soon),
      connectionTests.onDidTest(soon),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#sayTrust()),
      this.#view.onDidChangeVisibility(({ visible }) => this.#look(visible)),
    );
    this.#sayTrust();
    this.#look(this.#view.visible);
  }

  get onDidChangeTreeData(): vscode.Event<undefined> {
    return this.#changed.event;
  }

  get selected(): SetupNode | undefined {
    return this.#view.selection[0];
  }

  /** Looks at everything again. */
  check(): Promise<void> {
    this.#sources.codex.forget();
    return this.#pace.alone(() => this.#read());
  }

  /** Whether a step was done when everything was looked at last. */
  isDone(step: SetupStepId): boolean {
    return this.#steps.some(({ id, state }) => id === step && state === "done");
  }

  getTreeItem(node: SetupNode): vscode.TreeItem {
    const { context, home } = this.#sources;
    const view =
      node.item === undefined
        ? troubleshootingItem(this.#lines, this.#isBeginning, context)
        : setupItem(node.item, home.home, context);
    const item = treeItemOf(`${node.id} ${node.item === undefined ? view.collapsible : ""}`, view);
    // a click on a row with others below it expands it; its button does what it offers
    if (node.item?.action !== undefined && node.item.children === undefined)
      item.command = { command: commands.runSetupAction, title: "", arguments: [node] };
    return item;
  }

  getChildren(parent?: SetupNode): SetupNode[] {
    const below = (items: readonly SetupItem[]) => items.map((item) => this.#node(item.id, parent, item));
    if (parent === undefined) {
      return this.#steps.length === 0
        ? []
        : [...below(this.#steps), this.#node("troubleshooting", undefined, undefined)];
    }
    return below(parent.item === undefined ? this.#lines : (parent.item.children ?? []));
  }

  getParent({ parent }: SetupNode): SetupNode | undefined {
    return parent;
  }

  dispose(): void {
    this.#pace.stop();
    clearInterval(this.#looking);
    this.#subscriptions.dispose();
  }

  #sayTrust(): void {
    this.#view.message = vscode.workspace.isTrusted
      ? ""
      : vscode.l10n.t(
          "This workspace is not trusted: its own policy and its own settings for the listener do not count.",
        );
  }

  #look(visible: boolean): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
    if (!visible) return;
    // what was put off while nobody looked
    this.#pace.within(0);
    this.#looking = setInterval(() => this.#pace.within(0), lookMilliseconds);
  }

  async #read(): Promise<void> {
    try {
      this.#reader ??= import("./setupFactsReader.ts").then((module) => new module.SetupFactsReader(this.#sources));
      const facts = await (await this.#reader).read();
      const [{ setupSteps }, { troubleshoot }] = await Promise.all([
        import("../../core/setup/setupSteps.ts"),
        import("../../core/setup/troubleshooting.ts"),
      ]);
      const { l10n } = this.#sources.context;
      this.#steps = setupSteps(facts, l10n);
      this.#lines = troubleshoot(facts, l10n);
      this.#isBeginning = !facts.configuration.exists && facts.configuration.ignored.length === 0;
    } catch (error) {
      this.#log.warn(`The setup could not be checked: ${error instanceof Error ? error.message : "unknown reason"}`);
      return;
    }
    const shown = JSON.stringify([this.#steps, this.#lines]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire(undefined);
    const done = setupStepIds.filter((id) => this.isDone(id));
    this.#view.description = vscode.l10n.t("{0} of {1}", done.length, this.#steps.length);
    for (const id of setupStepIds)
      void vscode.commands.executeCommand("setContext", setupContextKey(id), this.isDone(id));
  }

  #node(id: string, parent: SetupNode | undefined, item: SetupItem | undefined): SetupNode {
    const path = parent === undefined ? id : `${parent.id}/${id}`;
    const known = this.#nodes.get(path);
    if (known !== undefined) {
      known.item = item;
      return known;
    }
    const node = { id: path, parent, item };
    this.#nodes.set(path, node);
    return node;
  }
}
