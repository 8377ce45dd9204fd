import { plainLocalizer } from "../../core/text/localizer.ts";
import { formatDuration } from "../../core/text/quantity.ts";
import type { Mark } from "../../core/timeline/sessionTimeline.ts";
import type { TimelineTexts } from "./timelineMessages.ts";

/** Fills the places of a translated text. */
export const fill = (text: string, ...values: (string | number)[]): string => plainLocalizer.t(text, ...values);

const commonPrefix = "codex.";

/** What a mark is called: the turn, the call of the model, the tool, or the event without the prefix that all have. */
export function markTitle({ kind, turn, title }: Mark, texts: TimelineTexts): string {
  if (kind === "turn") return fill(texts.turn, turn);
  if (kind === "model") return texts.modelCall;
  return title.startsWith(commonPrefix) ? title.slice(commonPrefix.length) : title;
}

/** What a mark is called, and what it did. */
export const markName = (mark: Mark, texts: TimelineTexts): string => joined(markTitle(mark, texts), mark.detail);

/** How it ended, in words, with the decision that came before; empty when there is nothing to say of it. */
export function markOutcome({ outcome, decision, kind, refusedBy }: Mark, texts: TimelineTexts): string {
  const refused = outcome === "denied" && refusedBy !== undefined ? texts.refusedBy[refusedBy] : texts[outcome];
  const ended = kind === "turn" ? "" : refused;
  if (decision === undefined || decision.decision === "") return ended;
  const decided =
    decision.decidedBy === "" ? decision.decision : fill(texts.decidedBy, decision.decision, decision.decidedBy);
  return outcome === "denied" && !decision.approved ? decided : joined(decided, ended);
}

export function usageText({ usage }: Mark, texts: TimelineTexts): string {
  return usage === undefined ? "" : fill(texts.usage, usage.inputTokens, usage.outputTokens);
}

const durationOf = ({ startUnixMilliseconds, endUnixMilliseconds }: Mark): number =>
  endUnixMilliseconds - startUnixMilliseconds;

/** How long it took; empty for a moment. */
export function durationText(mark: Mark): string {
  const duration = durationOf(mark);
  return duration >= 1 ? formatDuration(duration) : "";
}

/** All of a mark in one line, as it is read aloud. */
export function markLabel(mark: Mark, texts: TimelineTexts): string {
  return joined(
    markName(mark, texts),
    durationText(mark),
    mark.kind === "other" && mark.outcome === "done" ? "" : markOutcome(mark, texts),
    usageText(mark, texts),
    ...mark.findings.map(({ message }) => message),
  );
}

export const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");
