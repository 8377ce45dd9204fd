import { formatCount } from "../../../core/text/quantity.ts";
import type { ViewContext } from "./viewItem.ts";

export { formatCount, formatDuration } from "../../../core/text/quantity.ts";

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const formats = {
  day: { dateStyle: "short" },
  time: clock,
  dateAndTime: { year: "numeric", month: "2-digit", day: "2-digit", ...clock },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const made = new Map<string, Intl.DateTimeFormat>();

/** To make one costs fifty times what it costs to use it, and hundreds of rows are shown at once. */
function formatter(kind: keyof typeof formats, locale: string, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = JSON.stringify([kind, locale, timeZone]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = new Intl.DateTimeFormat(locale, { ...formats[kind], ...zone });
  made.set(key, format);
  return format;
}

/** `12:55:09` today, with the date on any other day; empty for an event without any time. */
export function formatTime(unixMilliseconds: number, { locale, timeZone, now }: ViewContext): string {
  if (!(unixMilliseconds > 0) || !Number.isFinite(unixMilliseconds)) return "";
  const day = formatter("day", "en-CA", timeZone);
  const isToday = day.format(unixMilliseconds) === day.format(now());
  return formatter(isToday ? "time" : "dateAndTime", locale, timeZone).format(unixMilliseconds);
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

/** Counts of tokens, as Codex reports them. */
interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}

/** As many tokens as Codex prints: those of the cache do not count. Undefined when no event reported any. */
export const countTokens = (tokens: Tokens, { l10n }: ViewContext): string | undefined =>
  tokens.inputTokens + tokens.outputTokens === 0
    ? undefined
    : l10n.t("{0} tokens", formatCount(uncached(tokens) + tokens.outputTokens));

/** The same in full, in the order in which Codex prints it. */
export const tokensLine = (tokens: Tokens, { l10n }: ViewContext): string | undefined =>
  tokens.inputTokens + tokens.outputTokens === 0
    ? undefined
    : l10n.t(
        "Tokens: {0} in and {1} from the cache, {2} out, of them {3} for reasoning",
        uncached(tokens),
        tokens.cachedTokens,
        tokens.outputTokens,
        tokens.reasoningTokens,
      );

const uncached = ({ inputTokens, cachedTokens }: Tokens): number => Math.max(0, inputTokens - cachedTokens);

export const countRedactions = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 redaction") : l10n.t("{0} redactions", formatCount(count));

/** How many events pass the filter. */
export const countMatches = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 match") : l10n.t("{0} matches", formatCount(count));

/** What Codex sends in place of the prompt when `log_user_prompt` is false; observed. */
const redactedPrompt = "[REDACTED]";

/** Whether a prompt is not known, because it was not logged or there was none. */
export const isPromptHidden = (prompt: string): boolean => prompt === "" || prompt === redactedPrompt;
