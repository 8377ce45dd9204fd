import * as vscode from "vscode";
import { commands, contextKeys, views } from "./contributions.ts";
import type { ChangedSessions, ListenerService } from "./listenerService.ts";
import { itemOf, type SessionNode, SessionsModel } from "./sessionsModel.ts";
import { treeItemOf } from "./treeItem.ts";
import type { ViewContext } from "./views/item.ts";

/** The first change is shown at once, those that follow together after so many milliseconds, so that the tree is calm. */
const refreshInterval = 200;

/** So long after the editor asked for the sessions they are refreshed once more. */
const settleInterval = 700;

/** How long a refresh of the whole tree waits for the editor to ask for it, before the next one may start. */
const longestRefresh = 2000;

/** The view `Codex OTel › Sessions`. It asks the listener for what is expanded only, and refreshes what has changed. */
export class SessionsTree implements vscode.TreeDataProvider<SessionNode>, vscode.Disposable {
  readonly #context: ViewContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #model: SessionsModel;
  readonly #view: vscode.TreeView<SessionNode>;
  readonly #changed = new vscode.EventEmitter<SessionNode | SessionNode[] | undefined>();
  readonly #disposables: vscode.Disposable[];
  #pending: Set<string> | "all" = new Set();
  #timer: NodeJS.Timeout | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #hasSessions = false;
  /** Settles when the editor has been given the sessions it asked for last; undefined until it asks for the first time. */
  #rootFetch: Promise<unknown> | undefined;
  #rootAsked: (() => void) | undefined;
  #settleTimer: NodeJS.Timeout | undefined;
  #settling = false;

  constructor(service: ListenerService, context: ViewContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    this.#model = new SessionsModel((method, parameters) => service.query(method, parameters));
    this.#view = vscode.window.createTreeView(views.sessions, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#changed,
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#schedule()),
      service.onDidChangeData((sessions, totals) => {
        this.#note(sessions);
        this.#showFindings(totals.findings);
        this.#setHasSessions(totals.events > 0);
      }),
    ];
  }

  get onDidChangeTreeData(): vscode.Event<SessionNode | SessionNode[] | undefined> {
    return this.#changed.event;
  }

  /** What is selected, for commands that were called without a node. */
  get selected(): SessionNode | undefined {
    return this.#view.selection[0];
  }

  getTreeItem(node: SessionNode): vscode.TreeItem {
    const item = treeItemOf(node.id, itemOf(node, this.#context));
    const { kind } = node.content;
    if (kind === "route") {
      item.command = { command: commands.previewForDestination, title: "", arguments: [node] };
    } else if (kind === "more") {
      item.command = { command: commands.showMoreEvents, title: "", arguments: [node] };
    }
    return item;
  }

  getChildren(node?: SessionNode): Promise<SessionNode[]> {
    const children = this.#children(node);
    if (node === undefined) {
      this.#rootFetch = children;
      this.#rootAsked?.();
      this.#settle();
    }
    return children;
  }

  /**
   * VS Code 1.139 may ask for the sessions twice when the view is shown, and then asks in vain for the children of an
   * expanded one ("No tree item with id …"), which stays without children. One more refresh, when all is quiet, mends it.
   */
  #settle(): void {
    clearTimeout(this.#settleTimer);
    if (this.#settling) {
      this.#settling = false;
      return;
    }
    this.#settleTimer = setTimeout(() => {
      this.#settling = true;
      this.#changed.fire(undefined);
    }, settleInterval);
  }

  async #children(node: SessionNode | undefined): Promise<SessionNode[]> {
    try {
      return await this.#model.children(node);
    } catch (error) {
      this.#log.warn(`The listener did not answer: ${error instanceof Error ? error.message : "unknown reason"}`);
      return [];
    }
  }

  getParent(node: SessionNode): SessionNode | undefined {
    return node.parent;
  }

  /** Shows one page more of events. */
  showMore(node: SessionNode): void {
    const turn = this.#model.showMore(node);
    if (turn !== undefined) this.#changed.fire(turn);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#settleTimer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #note(sessions: ChangedSessions): void {
    if (sessions === "all") {
      this.#model.clear();
      this.#pending = "all";
    } else if (sessions === "every") {
      this.#pending = "all";
    } else if (this.#pending !== "all") {
      for (const session of sessions) this.#pending.add(session);
    }
    this.#schedule();
  }

  #schedule(): void {
    const nothing = this.#pending !== "all" && this.#pending.size === 0;
    if (nothing || !this.#view.visible || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#refreshedAt + refreshInterval - performance.now());
    this.#timer = setTimeout(() => {
      void this.#refresh().finally(() => {
        this.#refreshedAt = performance.now();
        this.#timer = undefined;
        this.#schedule();
      });
    }, wait);
  }

  async #refresh(): Promise<void> {
    const pending = this.#pending;
    this.#pending = new Set();
    try {
      if (this.#rootFetch === undefined) await this.#rootIsAskedFor();
      await this.#rootFetch;
      const { unknown } = await this.#model.refreshSummaries();
      if (unknown || pending === "all") {
        await this.#refreshAll();
        return;
      }
      const nodes = [...pending].map((id) => this.#model.session(id)).filter((node) => node !== undefined);
      if (nodes.length > 0) this.#changed.fire(nodes);
    } catch {
      this.#changed.fire(undefined);
    }
  }

  /** Refreshes the whole tree. Two of these never overlap: the second would cut off what the first has asked for. */
  async #refreshAll(): Promise<void> {
    const asked = this.#rootIsAskedFor();
    this.#changed.fire(undefined);
    await asked;
  }

  /** Waits until the editor asks for the sessions and gets them, but not for ever: it need not ask while nobody looks. */
  async #rootIsAskedFor(): Promise<void> {
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(resolve, longestRefresh);
      this.#rootAsked = () => {
        clearTimeout(giveUp);
        resolve();
      };
    });
    this.#rootAsked = undefined;
    await this.#rootFetch;
  }

  #showFindings(findings: number): void {
    const { l10n } = vscode;
    const tooltip = findings === 1 ? l10n.t("1 finding") : l10n.t("{0} findings", findings);
    if (this.#view.badge?.value === findings || (this.#view.badge === undefined && findings === 0)) return;
    this.#view.badge = findings === 0 ? undefined : { value: findings, tooltip };
  }

  #setHasSessions(hasSessions: boolean): void {
    if (hasSessions === this.#hasSessions) return;
    this.#hasSessions = hasSessions;
    void vscode.commands.executeCommand("setContext", contextKeys.hasSessions, hasSessions);
  }
}
