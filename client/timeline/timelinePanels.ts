import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import * as os from "node:os";
import * as vscode from "vscode";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { forFileName } from "../../core/text/forFileName.ts";
import type { FromTimeline, ImageFormat, ToTimeline } from "../../webview/timeline/timelineMessages.ts";
import { timelinePanelType } from "../contributions.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import type { SessionsTree } from "../sessions/sessionsTree.ts";
import { sessionItem } from "../sessions/views/sessionItem.ts";
import { showError, showInformation } from "../shared/messages.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";
import { SelectionEcho } from "./selectionEcho.ts";
import { TimelineFeed } from "./timelineFeed.ts";
import { timelineHtml } from "./timelineHtml.ts";
import { timelineTexts } from "./views/timelineTexts.ts";

/** How far two updates of a panel are apart, in milliseconds. */
const updateInterval = 250;
const longestTitle = 40;

interface OpenPanel {
  /** What the session is called there; empty before the panel has begun. */
  title: string;
  readonly panel: vscode.WebviewPanel;
  readonly session: string;
  readonly feed: TimelineFeed;
  readonly echo: SelectionEcho;
  post(message: ToTimeline): void;
}

/** The panels that show a session as a picture, one for each session at most. They come back when the window is reloaded. */
export class TimelinePanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #service: ListenerService;
  readonly #tree: SessionsTree;
  readonly #extensionUri: vscode.Uri;
  readonly #context: ViewContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #open = new Map<string, OpenPanel>();
  readonly #subscriptions: vscode.Disposable;

  constructor(
    service: ListenerService,
    tree: SessionsTree,
    extensionUri: vscode.Uri,
    context: ViewContext,
    log: vscode.LogOutputChannel,
  ) {
    this.#service = service;
    this.#tree = tree;
    this.#extensionUri = extensionUri;
    this.#context = context;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(timelinePanelType, this),
      service.onDidChangeData((sessions) => {
        for (const { session, feed, panel } of this.#open.values()) {
          if (!panel.visible) continue;
          if (typeof sessions === "string") feed.restart();
          else if (sessions.includes(session)) feed.more();
        }
      }),
      tree.onDidChangeSelection(({ session, ...place }) => {
        const open = this.#open.get(session);
        if (open !== undefined && !open.echo.isEcho(place.event)) open.post({ type: "select", ...place });
      }),
    );
  }

  /** Shows the panel of a session, beside nothing that is there already. */
  show(session: string): void {
    const known = this.#open.get(session);
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const title = vscode.l10n.t("Timeline");
    this.#adopt(vscode.window.createWebviewPanel(timelinePanelType, title, vscode.ViewColumn.Active), session);
  }

  /** Brings a panel back after the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const session = typeof state === "object" && state !== null && "session" in state ? state.session : undefined;
    if (typeof session === "string" && !this.#open.has(session)) this.#adopt(panel, session);
    else panel.dispose();
  }

  /** Asks the panel that is in front for its picture, which it is then saved as. */
  exportActive(format: ImageFormat): void {
    for (const { panel, post } of this.#open.values()) if (panel.active) post({ type: "export", format });
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const { panel } of this.#open.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, session: string): void {
    const { webview } = panel;
    const post = (message: ToTimeline) => void webview.postMessage(message);
    const feed = new TimelineFeed(
      (after, limit) => this.#service.query("timeline", { session, limit, ...(after !== undefined && { after }) }),
      post,
      async () => {
        await this.#entitle(open);
        await new Promise((resolve) => setTimeout(resolve, updateInterval));
      },
    );
    const open: OpenPanel = { title: "", panel, session, feed, post, echo: new SelectionEcho(Date.now) };
    this.#open.set(session, open);
    const place = (...path: string[]) => vscode.Uri.joinPath(this.#extensionUri, ...path);
    panel.iconPath = { light: place("media", "timeline-light.svg"), dark: place("media", "timeline-dark.svg") };
    webview.options = { enableScripts: true, localResourceRoots: [place("dist"), place("media")] };
    webview.onDidReceiveMessage((message: FromTimeline) => void this.#receive(message, open));
    webview.html = timelineHtml({
      script: webview.asWebviewUri(place("dist", "timeline.js")).toString(),
      style: webview.asWebviewUri(place("media", "timeline.css")).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      language: this.#context.locale,
    });
    panel.onDidDispose(() => {
      feed.dispose();
      this.#open.delete(session);
    });
  }

  async #receive(message: FromTimeline, open: OpenPanel): Promise<void> {
    const { session } = open;
    switch (message.type) {
      case "ready":
        await this.#begin(open);
        open.feed.restart();
        break;
      case "selected":
        await this.#reveal(message, open);
        break;
      case "image":
        await this.#save(message.format, message.content, session);
        break;
      case "imageFailed":
        this.#log.error(`The timeline was not drawn to a file: ${message.reason}`);
        void showError(vscode.l10n.t("The picture could not be made. {0}", message.reason));
        break;
    }
  }

  async #begin(open: OpenPanel): Promise<void> {
    const { session, post } = open;
    const { l10n, locale } = this.#context;
    const title = await this.#titleOf(session);
    post({ type: "begin", session, title, texts: timelineTexts(l10n), locale });
    open.title = "";
    await this.#entitle(open, title);
    const selected = this.#tree.selectedPlace;
    if (selected?.session === session) post({ type: "select", event: selected.event, turn: selected.turn });
  }

  /** A session is called by its first prompt, which may arrive after the panel was opened. */
  async #entitle(open: OpenPanel, known?: string): Promise<void> {
    const title = known ?? (await this.#titleOf(open.session));
    if (title === open.title) return;
    if (open.title !== "") open.post({ type: "title", title });
    open.title = title;
    open.panel.title = vscode.l10n.t("Timeline · {0}", shorten(title, longestTitle));
  }

  async #titleOf(session: string): Promise<string> {
    const sessions = await this.#service.query("sessions", undefined).catch(() => undefined);
    const summary = sessions?.find(({ id }) => id === session);
    return escapeControlCharacters(
      summary === undefined ? shorten(session, 13) : sessionItem(summary, false, this.#context).label,
    );
  }

  async #reveal({ event, turn, reveal }: FromTimeline & { type: "selected" }, open: OpenPanel): Promise<void> {
    open.echo.expect(event);
    const shown = await this.#tree.reveal({ id: event, session: open.session, turn }, { focus: reveal });
    if (!shown && reveal) void showInformation(vscode.l10n.t("This event is no longer kept by the listener."));
  }

  async #save(format: ImageFormat, content: string, session: string): Promise<void> {
    const { l10n } = vscode;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());
    const name = `codex-timeline-${forFileName(session.slice(0, 13), "none")}.${format}`;
    const target = await vscode.window.showSaveDialog({
      title: l10n.t("Save the Timeline"),
      defaultUri: vscode.Uri.joinPath(folder, name),
      filters: { [format.toUpperCase()]: [format] },
    });
    if (target === undefined) return;
    try {
      // what was there is replaced, and a link with it; a prompt may stand in the picture
      await rm(target.fsPath, { force: true });
      await writeFile(target.fsPath, content, {
        encoding: format === "png" ? "base64" : "utf8",
        flag: "wx",
        mode: 0o600,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : l10n.t("unknown reason");
      void showError(l10n.t("The picture was not saved. {0}", reason));
      return;
    }
    const open = l10n.t("Open");
    const chosen = await showInformation(
      l10n.t("The timeline was saved. Prompts and commands stand in it; only you may read the file."),
      open,
    );
    if (chosen === open) await vscode.commands.executeCommand("vscode.open", target);
  }
}
