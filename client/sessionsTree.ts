import * as vscode from "vscode";
import type { EventFilter, EventRow, FilterProgress } from "../listener/protocol.ts";
import { commands, contextKeys, views } from "./contributions.ts";
import type { ChangedSessions, ListenerService } from "./listenerService.ts";
import { itemOf, type SessionNode, SessionsModel, sessionIdOf } from "./sessionsModel.ts";
import { treeItemOf } from "./treeItem.ts";
import type { ViewContext } from "./views/item.ts";
import { sessionsMessage } from "./views/sessionsMessage.ts";

/** The first change is shown at once, those that follow together after so many milliseconds, so that the tree is calm. */
const refreshInterval = 200;

/** How long a refresh of the whole tree waits for the editor to ask for it, before the next one may start. */
const longestRefresh = 2000;

/** The view `Codex OTel › Sessions`. It asks the listener for what is expanded only, and refreshes what has changed. */
export class SessionsTree implements vscode.TreeDataProvider<SessionNode>, vscode.Disposable {
  readonly #context: ViewContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #service: ListenerService;
  readonly #model: SessionsModel;
  readonly #view: vscode.TreeView<SessionNode>;
  readonly #changed = new vscode.EventEmitter<SessionNode | SessionNode[] | undefined>();
  readonly #selected = new vscode.EventEmitter<SelectedPlace>();
  readonly #disposables: vscode.Disposable[];
  #pending: Set<string> | "all" = new Set();
  #timer: NodeJS.Timeout | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #hasSessions = false;
  /** Settles when the editor has been given the sessions it asked for last; undefined until it asks for the first time. */
  #rootFetch: Promise<unknown> | undefined;
  #rootAsked: (() => void) | undefined;
  #filter: { readonly text: string; progress: FilterProgress | undefined } | undefined;
  #received = 0;
  /** How many events had been received when the view was paused. */
  #pausedAt: number | undefined;
  #following = false;
  #newest: string | undefined;

  constructor(service: ListenerService, context: ViewContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    this.#service = service;
    this.#model = new SessionsModel((method, parameters) => service.query(method, parameters));
    this.#view = vscode.window.createTreeView(views.sessions, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      this.#changed,
      this.#selected,
      this.#view,
      this.#view.onDidChangeSelection(({ selection }) => {
        const place = selectedPlaceOf(selection[0]);
        if (place !== undefined) this.#selected.fire(place);
      }),
      this.#view.onDidChangeVisibility(() => this.#schedule()),
      service.onDidChangeData((sessions, totals) => {
        this.#received = totals.events;
        this.#note(sessions);
        this.#showMessage();
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

  /** Where in its session the selection is; undefined when nothing of a session is selected. */
  get selectedPlace(): SelectedPlace | undefined {
    return selectedPlaceOf(this.selected);
  }

  /** Something of a session was selected. */
  get onDidChangeSelection(): vscode.Event<SelectedPlace> {
    return this.#selected.event;
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
      // what it gets now is up to date
      this.#pending = new Set();
    }
    return children;
  }

  async #children(node: SessionNode | undefined): Promise<SessionNode[]> {
    try {
      return await this.#model.children(node);
    } catch (error) {
      this.#log.warn(`The listener did not answer: ${error instanceof Error ? error.message : "unknown reason"}`);
      return [];
    }
  }

  /** The text of the filter in force; empty when there is none. */
  get filterText(): string {
    return this.#filter?.text ?? "";
  }

  /** Shows only events that pass, or all without a filter. */
  setFilter(text: string, filter: EventFilter | undefined): void {
    this.#filter = filter === undefined ? undefined : { text, progress: undefined };
    this.#model.clear();
    this.#model.filter = filter;
    void vscode.commands.executeCommand("setContext", contextKeys.filtered, filter !== undefined);
    this.#refreshEverything();
    this.#showMessage();
    void this.#search();
  }

  /** Lets the rows stand still, or shows what has arrived meanwhile. */
  pause(paused: boolean): void {
    this.#pausedAt = paused ? this.#received : undefined;
    void vscode.commands.executeCommand("setContext", contextKeys.paused, paused);
    this.#showMessage();
    this.#schedule();
  }

  /** Goes to the newest session whenever another one begins, without taking the focus. */
  follow(following: boolean): void {
    this.#following = following;
    this.#newest = undefined;
    void vscode.commands.executeCommand("setContext", contextKeys.following, following);
    if (following) void this.#goToNewest();
  }

  /**
   * Selects an event in the tree, opening what is above it. A filter that hides it is removed. False when it is not kept.
   * Without the focus it is selected only if the view is in sight, and no filter hides it.
   */
  async reveal(row: Pick<EventRow, "id" | "session" | "turn">, { focus } = { focus: true }): Promise<boolean> {
    if (!focus && !this.#view.visible) return false;
    let node = await this.#model.locate(row);
    if (node === undefined && this.#filter !== undefined && focus) {
      this.setFilter("", undefined);
      node = await this.#model.locate(row);
    }
    if (node?.parent === undefined) return false;
    // its turn may show more rows than before
    this.#changed.fire(node.parent);
    await this.#view.reveal(node, { select: true, focus, expand: false });
    return true;
  }

  /** Asks the search to go on until it has looked at everything. */
  async #search(): Promise<void> {
    const filter = this.#filter;
    for (;;) {
      if (filter === undefined || this.#filter !== filter || this.#model.filter === undefined) return;
      try {
        filter.progress = await this.#service.query("filterProgress", { filter: this.#model.filter });
      } catch {
        return;
      }
      this.#showMessage();
      if (filter.progress?.complete !== false) break;
      this.#refreshEverything();
    }
    this.#refreshEverything();
  }

  #refreshEverything(): void {
    this.#pending = "all";
    this.#schedule();
  }

  #showMessage(): void {
    const waiting = this.#pausedAt === undefined ? undefined : Math.max(0, this.#received - this.#pausedAt);
    const message = sessionsMessage(this.#filter, waiting, this.#context, this.#service.totals);
    if (message !== (this.#view.message ?? "")) this.#view.message = message;
  }

  async #goToNewest(): Promise<void> {
    const node = await this.#model.newest();
    if (node === undefined || node.id === this.#newest || !this.#view.visible) return;
    this.#newest = node.id;
    await this.#view.reveal(node, { select: false, focus: false, expand: true });
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
    // before the editor has asked for the first time, it will get what there is then
    if (nothing || !this.#view.visible || this.#timer !== undefined || this.#rootFetch === undefined) return;
    if (this.#pausedAt !== undefined) return;
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
      await this.#rootFetch;
      if (this.#filter !== undefined && this.#model.filter !== undefined) {
        this.#filter.progress = await this.#service.query("filterProgress", { filter: this.#model.filter });
        this.#showMessage();
      }
      const { unknown } = await this.#model.refreshSummaries();
      if (unknown || pending === "all") {
        await this.#refreshAll();
        if (this.#following) await this.#goToNewest();
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

/** What is selected of a session: an event, all of a turn, or the session itself. */
export interface SelectedPlace {
  readonly session: string;
  readonly turn: number | undefined;
  readonly event: number | undefined;
}

function selectedPlaceOf(node: SessionNode | undefined): SelectedPlace | undefined {
  const session = sessionIdOf(node);
  if (session === undefined) return undefined;
  let turn: number | undefined;
  for (let at = node; at !== undefined; at = at.parent) {
    if (at.content.kind === "event") return { session, turn: at.content.row.turn, event: at.content.row.id };
    if (at.content.kind === "turn") turn = at.content.turn.turn;
  }
  return { session, turn, event: undefined };
}
