import * as vscode from "vscode";
import type { EventFilter, FilterProgress } from "../../listener/protocol/eventFilter.ts";
import type { EventRow } from "../../listener/protocol/events.ts";
import { commands, contextKeys, views } from "../contributions.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import { systemClock } from "../shared/pace.ts";
import { type Outdated, RefreshPace } from "../shared/refreshPace.ts";
import { treeItemOf } from "../shared/treeItem.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";
import { enclosing, enclosingEvent, enclosingSession } from "./nodeAncestors.ts";
import type { SessionNode } from "./sessionNode.ts";
import { SessionsModel } from "./sessionsModel.ts";
import type { Transcripts } from "./transcripts.ts";
import { itemOf } from "./views/nodeItem.ts";
import { sessionsMessage } from "./views/sessionsMessage.ts";

/** How long a refresh waits for the editor to ask for the whole tree, or to go to a row, before the next one may start. */
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
  readonly #pace: RefreshPace;
  #hasSessions = false;
  /** Settles when the editor has been given the sessions it asked for last. */
  #rootFetch: Promise<unknown> = Promise.resolve();
  #rootAsked: (() => void) | undefined;
  #filter: { readonly text: string; progress: FilterProgress | undefined } | undefined;
  #following = false;
  /** Node id of the row that was gone to last, while the newest is followed. */
  #newest: string | undefined;

  constructor(service: ListenerService, context: ViewContext, log: vscode.LogOutputChannel, transcripts: Transcripts) {
    this.#context = context;
    this.#log = log;
    this.#service = service;
    this.#model = new SessionsModel((method, parameters) => service.query(method, parameters), transcripts);
    this.#view = vscode.window.createTreeView(views.sessions, { treeDataProvider: this, showCollapseAll: true });
    this.#pace = new RefreshPace(systemClock, (outdated) => this.#refresh(outdated));
    this.#pace.setVisible(this.#view.visible);
    this.#disposables = [
      this.#changed,
      this.#selected,
      this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => this.#pace.setVisible(visible)),
      this.#view.onDidChangeSelection(({ selection }) => {
        if (this.#following && selection.length > 0) void this.follow(false);
        const place = selectedPlaceOf(selection[0]);
        if (place !== undefined) this.#selected.fire(place);
      }),
      service.onDidChangeData((sessions, totals) => {
        if (sessions === "cleared") this.#model.clear();
        else if (sessions === "any") this.#model.forgetDetails();
        this.#pace.received(sessions, totals.events);
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
    } else if (kind === "more" || kind === "earlier") {
      item.command = { command: commands.showMoreEvents, title: "", arguments: [node] };
    }
    return item;
  }

  async getChildren(node?: SessionNode): Promise<SessionNode[]> {
    const children = this.#children(node);
    if (node === undefined) {
      this.#rootFetch = children;
      this.#rootAsked?.();
      this.#pace.filled();
      this.#showMessage();
    }
    return [...(await children)];
  }

  async #children(node: SessionNode | undefined): Promise<readonly SessionNode[]> {
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

  /** Shows only events that pass, or all without a filter, paused or not. */
  setFilter(text: string, filter: EventFilter | undefined): void {
    this.#applyFilter(text, filter);
    this.#pace.showNow();
    void this.#search();
  }

  /** Lets the rows stand still, or shows what has arrived meanwhile. */
  pause(paused: boolean): void {
    this.#pace.pause(paused);
    void vscode.commands.executeCommand("setContext", contextKeys.paused, paused);
    this.#showMessage();
  }

  /**
   * Goes to the newest event whenever another one arrives, without taking the focus, until the person selects a row or goes
   * to an event.
   */
  async follow(following: boolean): Promise<void> {
    this.#following = following;
    this.#newest = undefined;
    void vscode.commands.executeCommand("setContext", contextKeys.following, following);
    this.#view.description = following ? vscode.l10n.t("following the newest") : "";
    if (following) await this.#pace.alone(() => this.#refresh("any"));
    else this.#model.stopFollowing();
  }

  /**
   * Selects an event in the tree, opening what is above it. A filter that hides it is removed. False when it is not kept.
   * Without the focus it is selected only if the view is in sight, and no filter hides it.
   */
  async reveal(row: Pick<EventRow, "id" | "session" | "turn">, { focus } = { focus: true }): Promise<boolean> {
    if (!focus && !this.#view.visible) return false;
    if (this.#following) void this.follow(false);
    return this.#pace.alone(async () => {
      let node = await this.#model.locate(row);
      if (node === undefined && this.#filter !== undefined && focus) {
        this.#applyFilter("", undefined);
        node = await this.#model.locate(row);
      }
      if (node === undefined) return false;
      // the editor must know what is above it as it is now: it looks for the row in what it was given last
      await this.#refreshRoot();
      await this.#view.reveal(node, { select: true, focus, expand: false });
      return true;
    });
  }

  #applyFilter(text: string, filter: EventFilter | undefined): void {
    this.#filter = filter === undefined ? undefined : { text, progress: undefined };
    this.#model.filter = filter;
    void vscode.commands.executeCommand("setContext", contextKeys.filtered, filter !== undefined);
    this.#showMessage();
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
      this.#pace.showNow();
    }
    this.#pace.showNow();
  }

  #showMessage(): void {
    const message = sessionsMessage(this.#filter, this.#pace.waiting, this.#context, this.#service.totals);
    if ((this.#view.message ?? "") !== message) this.#view.message = message;
  }

  getParent(node: SessionNode): SessionNode | undefined {
    return node.parent;
  }

  /** Shows one page more of events, later or earlier ones. */
  showMore(node: SessionNode): void {
    const turn = this.#model.showMore(node);
    if (turn !== undefined) this.#changed.fire(turn);
  }

  dispose(): void {
    this.#pace.stop();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #refresh(outdated: Outdated): Promise<void> {
    try {
      await this.#rootFetch;
      if (this.#filter !== undefined && this.#model.filter !== undefined) {
        this.#filter.progress = await this.#service.query("filterProgress", { filter: this.#model.filter });
        this.#showMessage();
      }
      const { unknown } = await this.#model.refreshSummaries();
      const newest = this.#following ? await this.#model.follow() : undefined;
      if (unknown || outdated === "any") await this.#refreshRoot();
      else {
        const nodes = [...outdated].map((id) => this.#model.session(id)).filter((node) => node !== undefined);
        if (nodes.length > 0) this.#changed.fire(nodes);
      }
      if (newest !== undefined) await this.#goTo(newest);
    } catch {
      this.#changed.fire(undefined);
    }
  }

  /** Goes to the newest event, if it is another one than before. Where it is no longer shown already, the next one is. */
  async #goTo(newest: SessionNode): Promise<void> {
    if (newest.id === this.#newest || !this.#view.visible) return;
    this.#newest = newest.id;
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(resolve, longestRefresh);
      const done = () => {
        clearTimeout(giveUp);
        resolve();
      };
      this.#view.reveal(newest, { select: false, focus: false, expand: false }).then(done, done);
    });
  }

  /** Refreshes the whole tree. Two of these never overlap: the second would cut off what the first has asked for. */
  async #refreshRoot(): Promise<void> {
    const asked = this.#view.visible ? this.#rootIsAskedFor() : undefined;
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
  const session = enclosingSession(node)?.id;
  if (session === undefined) return undefined;
  const event = enclosingEvent(node);
  return { session, turn: event?.turn ?? enclosing(node, "turn")?.turn.turn, event: event?.id };
}
