import type { Mark } from "../../core/timeline/sessionTimeline.ts";
import { formatOffset } from "../../core/timeline/timeAxis.ts";
import { html } from "./dom.ts";
import { durationText, joined, markOutcome, markTitle, usageText } from "./markText.ts";
import type { TimelineTexts } from "./timelineMessages.ts";

/** What is selected, in words, with the way to its event in the tree. */
export class DetailsLine {
  readonly node: HTMLElement;
  readonly #texts: TimelineTexts;
  readonly #time: Intl.DateTimeFormat;
  readonly #title = html("strong");
  readonly #detail = html("span", { class: "detail" });
  readonly #facts = html("span", { class: "facts" });
  readonly #findings = html("ul", { class: "findings" });
  readonly #button: HTMLButtonElement;
  #mark: Mark | undefined;

  constructor(texts: TimelineTexts, locale: string, show: (mark: Mark) => void) {
    this.#texts = texts;
    this.#time = new Intl.DateTimeFormat(locale, {
      dateStyle: "short",
      timeStyle: "medium",
    });
    this.#button = html("button", { type: "button" }, texts.showInSessions);
    this.#button.addEventListener("click", () => this.#mark && show(this.#mark));
    this.node = html(
      "div",
      { role: "status", class: "details" },
      html("div", { class: "selected-mark" }, this.#title, " ", this.#detail, this.#facts, this.#findings),
      this.#button,
    );
  }

  /** `begin` is when the session began, in milliseconds since 1970. */
  show(mark: Mark | undefined, begin: number): void {
    this.#mark = mark;
    this.node.hidden = mark === undefined;
    if (mark === undefined) return;
    this.#title.textContent = markTitle(mark, this.#texts);
    this.#detail.textContent = mark.detail;
    this.#facts.textContent = joined(
      `${this.#time.format(mark.startUnixMilliseconds)} (+${formatOffset(mark.startUnixMilliseconds - begin)})`,
      durationText(mark),
      markOutcome(mark, this.#texts),
      usageText(mark, this.#texts),
    );
    this.#findings.replaceChildren(
      ...mark.findings.map(({ message, severity }) => html("li", { class: severity }, message)),
    );
  }
}
