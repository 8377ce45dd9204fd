import type { Mark } from "../../core/timeline/sessionTimeline.ts";
import { formatOffset } from "../../core/timeline/timeAxis.ts";
import { html } from "./dom.ts";
import { durationText, fill, joined, markOutcome, markTitle } from "./markText.ts";
import type { TimelineTexts } from "./timelineMessages.ts";

const pageSize = 500;

/** The session as a table, for screen readers and for those who like to read. */
export class EventTable {
  readonly node: HTMLElement;
  readonly #texts: TimelineTexts;
  readonly #choose: (mark: Mark, reveal: boolean) => void;
  readonly #body = html("tbody");
  readonly #more: HTMLButtonElement;
  #limit = pageSize;
  #marks: readonly Mark[] = [];
  #shown: readonly Mark[] = [];
  #selected: Mark | undefined;

  constructor(texts: TimelineTexts, choose: (mark: Mark, reveal: boolean) => void) {
    this.#texts = texts;
    this.#choose = choose;
    this.#more = html("button", { type: "button", class: "more" });
    this.#more.addEventListener("click", () => {
      this.#limit += pageSize;
      this.#draw();
    });
    const { start, what, details, duration, outcome, tokens, findings } = texts;
    const columns = [start, what, details, duration, outcome, tokens, findings];
    this.node = html(
      "div",
      { id: "table" },
      html(
        "table",
        {},
        html("thead", {}, html("tr", {}, ...columns.map((column) => html("th", { scope: "col" }, column)))),
        this.#body,
      ),
      this.#more,
    );
  }

  /** Draws the rows anew when there are others. The focus stays on the row that had it. */
  show(marks: readonly Mark[], selected: Mark | undefined): void {
    this.#marks = marks;
    this.#selected = selected;
    const index = selected === undefined ? -1 : marks.findIndex(({ key }) => key === selected.key);
    while (this.#limit <= index) this.#limit += pageSize;
    this.#draw();
  }

  #draw(): void {
    const rows = this.#marks.slice(0, this.#limit);
    const begin = this.#marks[0]?.startUnixMilliseconds ?? 0;
    const focused = this.node.contains(document.activeElement) ? document.activeElement?.id : undefined;
    if (rows.length !== this.#shown.length || rows.some((mark, index) => mark !== this.#shown[index])) {
      this.#body.replaceChildren(...rows.map((mark) => this.#row(mark, begin)));
      this.#shown = rows;
    }
    const id = this.#selected && rowId(this.#selected);
    for (const row of this.#body.rows) row.setAttribute("aria-selected", String(row.id === id));
    if (id !== undefined) this.#body.rows.namedItem(id)?.scrollIntoView({ block: "nearest" });
    if (focused) document.getElementById(focused)?.focus();
    const hidden = this.#marks.length - rows.length;
    this.#more.hidden = hidden === 0;
    this.#more.textContent = fill(this.#texts.more, hidden);
  }

  #row(mark: Mark, begin: number): HTMLTableRowElement {
    const id = rowId(mark);
    const start = html(
      "button",
      { type: "button", class: "link", id: `${id}-button` },
      `+${formatOffset(mark.startUnixMilliseconds - begin)}`,
    );
    start.addEventListener("click", () => this.#choose(mark, false));
    const cells = [
      start,
      joined(mark.kind === "turn" ? "" : fill(this.#texts.turn, mark.turn), markTitle(mark, this.#texts)),
      mark.detail,
      durationText(mark),
      markOutcome(mark, this.#texts),
      mark.usage === undefined
        ? ""
        : joined(fill(this.#texts.in, mark.usage.inputTokens), fill(this.#texts.out, mark.usage.outputTokens)),
      mark.findings.map(({ message }) => message).join(" "),
    ];
    const row = html("tr", { id, class: mark.kind }, ...cells.map((cell) => html("td", {}, cell)));
    row.addEventListener("dblclick", () => this.#choose(mark, true));
    return row;
  }
}

const rowId = ({ kind, event }: Mark): string => `row-${kind}-${event}`;
