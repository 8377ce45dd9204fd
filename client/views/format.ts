import { formatCount } from "../../core/text/quantity.ts";
import type { ViewContext } from "./item.ts";

export { formatCount, formatDuration } from "../../core/text/quantity.ts";

const sameDay = (a: number, b: number, context: ViewContext): boolean => {
  const day = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", ...zone(context) });
  return day.format(a) === day.format(b);
};

const zone = (context: ViewContext) => (context.timeZone === undefined ? {} : { timeZone: context.timeZone });

/** `12:55:09` today, with the date on any other day; empty for an event without any time. */
export function formatTime(unixMilliseconds: number, context: ViewContext): string {
  if (!(unixMilliseconds > 0) || !Number.isFinite(unixMilliseconds)) return "";
  const today = sameDay(unixMilliseconds, context.now(), context);
  const format = new Intl.DateTimeFormat(context.locale, {
    ...(today ? {} : { year: "numeric", month: "2-digit", day: "2-digit" }),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...zone(context),
  });
  return format.format(unixMilliseconds);
}

/** `1 event` or `3 events`. */
export const countEvents = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 event") : l10n.t("{0} events", formatCount(count));

export const countTurns = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 turn") : l10n.t("{0} turns", formatCount(count));

/** Undefined when there is nothing to say. */
export const countFindings = (count: number, { l10n }: ViewContext): string | undefined => {
  if (count === 0) return undefined;
  return count === 1 ? l10n.t("1 finding") : l10n.t("{0} findings", formatCount(count));
};

/** How many events tell of failures and of denials; nothing where there are none. */
export const countOutcomes = (failures: number, denials: number, { l10n }: ViewContext): readonly string[] => [
  ...(failures === 0 ? [] : [l10n.t("{0} failed", formatCount(failures))]),
  ...(denials === 0 ? [] : [l10n.t("{0} denied", formatCount(denials))]),
];

/** Input and output tokens together; undefined when no event reported any. */
export const countTokens = (input: number, output: number, { l10n }: ViewContext): string | undefined =>
  input + output === 0 ? undefined : l10n.t("{0} tokens", formatCount(input + output));

export const countRedactions = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 redaction") : l10n.t("{0} redactions", formatCount(count));

/** How many events pass the filter. */
export const countMatches = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 match") : l10n.t("{0} matches", formatCount(count));

/** What Codex sends in place of the prompt when `log_user_prompt` is false; observed with Codex 0.169.0. */
const redactedPrompt = "[REDACTED]";

/** Whether a prompt is not known, because it was not logged or there was none. */
export const isPromptHidden = (prompt: string): boolean => prompt === "" || prompt === redactedPrompt;
