import { type Mark, SessionTimeline } from "../../core/timeline/sessionTimeline.ts";
import type { TimelineEvent } from "../../core/timeline/timelineEvent.ts";
import { DetailsLine } from "./detailsLine.ts";
import { html, toSvgNode } from "./dom.ts";
import { EventTable } from "./eventTable.ts";
import { exportPicture } from "./exportPicture.ts";
import { type Direction, neighbour } from "./markNavigation.ts";
import { fill } from "./markText.ts";
import {
  following,
  layOut,
  panned,
  placeAt,
  showing,
  type TimeWindow,
  wholeSession,
  zoomed,
} from "./timelineLayout.ts";
import type { FromTimeline, ImageFormat, TimelineTexts } from "./timelineMessages.ts";
import { markId, timelinePicture } from "./timelinePicture.ts";

/** What survives while the panel is hidden or the window is reloaded. */
export interface ViewState {
  readonly session: string;
  /** Undefined while all of the session is shown. */
  readonly window: TimeWindow | undefined;
  readonly table: boolean;
  /** The event that is selected. */
  readonly selected: number | undefined;
}

const zoomFactor = 1.6;
const panStep = 0.2;
/** A pointer that moved less has clicked. */
const clickPixels = 4;

/** The panel: a picture of one session, the same as a table, and a line about what is selected. */
export class TimelineView {
  readonly #texts: TimelineTexts;
  readonly #heading: HTMLHeadingElement;
  readonly #toolbar: HTMLElement;
  readonly #session: string;
  readonly #send: (message: FromTimeline) => void;
  readonly #remember: (state: ViewState) => void;
  readonly #picture: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #table: EventTable;
  readonly #details: DetailsLine;
  readonly #tableButton: HTMLButtonElement;
  #timeline = new SessionTimeline();
  #complete = false;
  /** Undefined: all of it, also what comes. */
  #window: TimeWindow | undefined;
  #selectedEvent: number | undefined;
  #showsTable: boolean;
  #frame = 0;

  constructor(
    root: HTMLElement,
    begin: { readonly title: string; readonly session: string; readonly texts: TimelineTexts; readonly locale: string },
    state: ViewState | undefined,
    send: (message: FromTimeline) => void,
    remember: (state: ViewState) => void,
  ) {
    const { texts } = begin;
    this.#texts = texts;
    this.#session = begin.session;
    this.#send = send;
    this.#remember = remember;
    this.#window = state?.window;
    this.#selectedEvent = state?.selected;
    this.#showsTable = state?.table === true;
    this.#picture = html("div", {
      id: "picture",
      role: "listbox",
      tabindex: "0",
      "aria-describedby": "help",
    });
    this.#heading = html("h1");
    this.#empty = html("p", { class: "empty" }, texts.loading);
    this.#table = new EventTable(texts, (mark, reveal) => this.#choose(mark, reveal));
    this.#details = new DetailsLine(texts, begin.locale, (mark) => this.#tell(mark, true));
    this.#tableButton = this.#button(texts.asTable, () => this.#toggleTable());
    this.#toolbar = html(
      "div",
      { role: "toolbar", class: "toolbar" },
      this.#button(texts.zoomIn, () => this.#zoom(1 / zoomFactor)),
      this.#button(texts.zoomOut, () => this.#zoom(zoomFactor)),
      this.#button(texts.showAll, () => this.#show(undefined)),
      this.#tableButton,
      this.#button(texts.saveAsSvg, () => void this.export("svg")),
      this.#button(texts.saveAsPng, () => void this.export("png")),
    );
    root.replaceChildren(
      html("header", {}, this.#heading, this.#toolbar),
      html("main", {}, this.#empty, this.#picture, this.#table.node),
      html("footer", {}, this.#details.node, html("p", { id: "help", class: "help" }, texts.help)),
    );
    this.entitle(begin.title);
    this.#listen();
    this.#draw();
  }

  /** Says what the session is called. */
  entitle(title: string): void {
    this.#heading.textContent = title;
    this.#toolbar.setAttribute("aria-label", title);
    this.#picture.setAttribute("aria-label", fill(this.#texts.picture, title));
  }

  /** Takes further events in. */
  add(events: readonly TimelineEvent[], restart: boolean, complete: boolean): void {
    if (restart) this.#timeline = new SessionTimeline();
    const before = this.#timeline.last === undefined ? undefined : this.#whole;
    for (const event of events) this.#timeline.add(event);
    this.#complete = complete;
    if (this.#window !== undefined && before !== undefined) this.#window = following(this.#window, before, this.#whole);
    this.#draw();
  }

  /** Shows what was selected in the tree, without telling it back. */
  select(event: number | undefined, turn: number | undefined): void {
    this.#selectedEvent = event ?? (turn === undefined ? undefined : this.#timeline.markOfTurn(turn)?.event);
    const mark = this.#selected;
    if (mark !== undefined) this.#bringIntoSight(mark);
    this.#draw();
  }

  /** Sends the picture as it is shown. */
  async export(format: ImageFormat): Promise<void> {
    const layout = layOut(this.#timeline, this.#shown, this.#width);
    const picture = timelinePicture(layout, {
      texts: this.#texts,
      selected: undefined,
      title: this.#heading.textContent ?? "",
    });
    try {
      this.#send({ type: "image", format, content: await exportPicture(picture, layout, format) });
    } catch (error) {
      this.#send({ type: "imageFailed", reason: error instanceof Error ? error.message : String(error) });
    }
  }

  get #selected(): Mark | undefined {
    return this.#selectedEvent === undefined ? undefined : this.#timeline.markOf(this.#selectedEvent);
  }

  get #whole(): TimeWindow {
    return wholeSession(this.#timeline);
  }

  get #shown(): TimeWindow {
    return this.#window ?? this.#whole;
  }

  get #width(): number {
    return Math.max(320, this.#picture.clientWidth);
  }

  #button(text: string, pressed: () => void): HTMLButtonElement {
    const button = html("button", { type: "button" }, text);
    button.addEventListener("click", pressed);
    return button;
  }

  #show(window: TimeWindow | undefined): void {
    const whole = this.#whole;
    const isWhole = window === undefined || (window.from <= whole.from && window.to >= whole.to);
    this.#window = isWhole ? undefined : window;
    this.#draw();
  }

  #zoom(factor: number, at = this.#zoomCenter): void {
    this.#show(zoomed(this.#shown, factor, at, this.#whole));
  }

  /** Zooming keeps what is selected in its place, if it is in sight. */
  get #zoomCenter(): number {
    const { from, to } = this.#shown;
    const mark = this.#selected;
    const at = mark === undefined ? 0.5 : (mark.startUnixMilliseconds - from) / (to - from);
    return at >= 0 && at <= 1 ? at : 0.5;
  }

  #pan(part: number): void {
    this.#show(panned(this.#shown, part, this.#whole));
  }

  #bringIntoSight({ startUnixMilliseconds, endUnixMilliseconds }: Mark): void {
    if (this.#window === undefined) return;
    this.#window = showing(this.#window, startUnixMilliseconds, endUnixMilliseconds, this.#whole);
  }

  #choose(mark: Mark | undefined, reveal = false): void {
    if (mark === undefined) return;
    this.#selectedEvent = mark.event;
    this.#bringIntoSight(mark);
    this.#draw();
    this.#tell(mark, reveal);
  }

  #tell({ event, turn }: Mark, reveal: boolean): void {
    this.#send({ type: "selected", event, turn, reveal });
  }

  #toggleTable(): void {
    this.#showsTable = !this.#showsTable;
    this.#draw();
  }

  /** Draws with the next frame, however often it is asked for until then. */
  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    const mark = this.#selected;
    const { marks } = this.#timeline;
    this.#empty.hidden = marks.length > 0;
    this.#empty.textContent = this.#complete ? this.#texts.empty : this.#texts.loading;
    this.#picture.hidden = this.#showsTable || marks.length === 0;
    this.#table.node.hidden = !this.#showsTable || marks.length === 0;
    this.#tableButton.textContent = this.#showsTable ? this.#texts.asPicture : this.#texts.asTable;
    if (this.#showsTable) this.#table.show(marks, mark);
    else this.#drawPicture(mark);
    this.#details.show(mark, marks[0]?.startUnixMilliseconds ?? 0);
    this.#remember({
      session: this.#session,
      window: this.#window,
      table: this.#showsTable,
      selected: this.#selectedEvent,
    });
  }

  #drawPicture(mark: Mark | undefined): void {
    const layout = layOut(this.#timeline, this.#shown, this.#width);
    const picture = timelinePicture(layout, { texts: this.#texts, selected: mark?.key, title: undefined });
    this.#picture.replaceChildren(toSvgNode(picture));
    const box = layout.boxes.find(({ marks }) => marks.some(({ key }) => key === mark?.key));
    if (box === undefined) this.#picture.removeAttribute("aria-activedescendant");
    else this.#picture.setAttribute("aria-activedescendant", markId(box.mark));
  }

  #listen(): void {
    const picture = this.#picture;
    new ResizeObserver(() => this.#draw()).observe(picture.parentElement ?? picture);
    picture.addEventListener("keydown", (event) => this.#press(event));
    picture.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    picture.addEventListener("pointerdown", (event) => this.#drag(event));
    picture.addEventListener("dblclick", (event) => {
      const mark = this.#markAt(event.target);
      if (mark === undefined) return;
      const { startUnixMilliseconds: start, endUnixMilliseconds: end } = mark;
      const room = Math.max(5, (end - start) * 0.1);
      this.#show({ from: start - room, to: end + room });
    });
  }

  #press(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, Direction>> = {
      ArrowLeft: "previous",
      ArrowRight: "next",
      ArrowUp: "up",
      ArrowDown: "down",
      Home: "first",
      End: "last",
    };
    const actions: Readonly<Record<string, () => void>> = {
      "+": () => this.#zoom(1 / zoomFactor),
      "=": () => this.#zoom(1 / zoomFactor),
      "-": () => this.#zoom(zoomFactor),
      "0": () => this.#show(undefined),
      PageUp: () => this.#pan(-panStep),
      PageDown: () => this.#pan(panStep),
      Enter: () => this.#selected && this.#tell(this.#selected, true),
      Escape: () => {
        this.#selectedEvent = undefined;
        this.#draw();
      },
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = moves[event.key];
    if (direction !== undefined) this.#choose(neighbour(this.#timeline.marks, this.#selected, direction));
    else actions[event.key]?.();
    if (direction !== undefined || event.key in actions) event.preventDefault();
  }

  #wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, this.#placeOf(event.clientX));
      return;
    }
    const by = event.shiftKey ? event.deltaY : event.deltaX;
    if (by === 0) return;
    event.preventDefault();
    this.#pan(by / this.#width);
  }

  /** Where in the window a point is, from 0 to 1. */
  #placeOf(clientX: number): number {
    return placeAt(clientX - this.#picture.getBoundingClientRect().left, this.#width);
  }

  #drag(down: PointerEvent): void {
    if (down.button !== 0) return;
    const start = this.#shown;
    const mark = this.#markAt(down.target);
    let moved = false;
    const move = (event: PointerEvent) => {
      const by = event.clientX - down.clientX;
      moved ||= Math.abs(by) >= clickPixels;
      if (moved) this.#show(panned(start, -by / this.#width, this.#whole));
    };
    const ended = new AbortController();
    const { signal } = ended;
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener(
      "pointerup",
      () => {
        ended.abort();
        if (!moved) this.#choose(mark);
      },
      { signal },
    );
    window.addEventListener("pointercancel", () => ended.abort(), { signal });
  }

  #markAt(target: EventTarget | null): Mark | undefined {
    const box = target instanceof Element ? target.closest("[data-event]") : null;
    const event = box?.getAttribute("data-event");
    return event === null || event === undefined ? undefined : this.#timeline.markOf(Number(event));
  }
}
