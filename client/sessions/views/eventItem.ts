import { eventDefinition } from "../../../core/events/catalogue.ts";
import { worstSeverity } from "../../../core/policy/model/worstSeverity.ts";
import { shorten } from "../../../core/text/escapeControl.ts";
import type { EventRow } from "../../../listener/protocol/events.ts";
import { itemContexts } from "../../contributions.ts";
import { senderMeaning, senderText } from "../../sender/views/senderText.ts";
import { countEvents, formatTime } from "../../shared/views/format.ts";
import { joinParts, type ViewContext, type ViewIcon, type ViewItem } from "../../shared/views/viewItem.ts";
import { severityIcon } from "./findingItem.ts";

/** The shape as well as the colour tells what went wrong. A finding says more than that. */
function iconOf(row: EventRow): ViewIcon {
  const worst = worstSeverity(row.findings);
  if (worst !== undefined) return severityIcon(worst);
  if (row.outcome === "failed") return { id: "close", color: "list.errorForeground" };
  if (row.outcome === "denied") return { id: "circle-slash", color: "list.warningForeground" };
  return { id: eventDefinition(row.name)?.icon ?? "circle-outline" };
}

function outcomeText({ outcome }: EventRow, { l10n }: ViewContext): string {
  if (outcome === undefined) return "";
  return outcome === "failed" ? l10n.t("failed") : l10n.t("denied");
}

/** Every event of Codex has it; in a narrow row it would hide the summary. */
const commonPrefix = "codex.";

/** One event: its name, without the prefix that all have, and a short summary. The full name is read aloud. */
export function eventItem(row: EventRow, context: ViewContext): ViewItem {
  const time = formatTime(row.timeUnixMilliseconds, context);
  const outcome = outcomeText(row, context);
  const findings = row.findings.map((finding) => finding.message);
  const sender = senderText(row.sender, context);
  const description = joinParts([sender, shorten(row.summary, 120), ...row.findings.map((finding) => finding.id)]);
  return {
    label: shortName(row.name),
    description,
    tooltip: [row.name, time, outcome, row.summary, ...findings, sender && senderMeaning("unverified", context)]
      .filter(Boolean)
      .join("\n"),
    icon: iconOf(row),
    collapsible: "collapsed",
    context: row.isOfCall ? itemContexts.callEvent : itemContexts.event,
    accessibilityLabel: joinParts([row.name, time, sender, outcome, row.summary, ...findings]),
  };
}

/** Pieces of a streamed answer and the like, in one row. */
export function noiseItem(rows: readonly EventRow[], context: ViewContext): ViewItem {
  const { l10n } = context;
  const names = [...new Set(rows.map(({ name }) => shortName(name)))].join(", ");
  const label = l10n.t("Pieces of answers and notes");
  const description = joinParts([countEvents(rows.length, context), shorten(names, 80)]);
  return {
    label,
    description,
    tooltip: l10n.t(
      "Events that say nothing of what happened: what comes in pieces is told by the events around them.",
    ),
    icon: { id: "ellipsis" },
    collapsible: "collapsed",
    context: "noise",
    accessibilityLabel: `${label}, ${description}`,
  };
}

const shortName = (name: string): string => (name.startsWith(commonPrefix) ? name.slice(commonPrefix.length) : name);

/** The last row of a turn that has events after those that are shown. */
export const moreItem = (remaining: number, context: ViewContext): ViewItem =>
  pageItem(context.l10n.t("Show more…"), countFurther(remaining, context), "ellipsis");

/** The first row of a turn that has events before those that are shown. */
export const earlierItem = (remaining: number, context: ViewContext): ViewItem =>
  pageItem(context.l10n.t("Show earlier…"), countEarlier(remaining, context), "arrow-up");

const countFurther = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 further event") : l10n.t("{0} further events", count);

const countEarlier = (count: number, { l10n }: ViewContext): string =>
  count === 1 ? l10n.t("1 earlier event") : l10n.t("{0} earlier events", count);

const pageItem = (label: string, description: string, icon: string): ViewItem => ({
  label,
  description,
  tooltip: "",
  icon: { id: icon },
  collapsible: "none",
  context: itemContexts.more,
  accessibilityLabel: `${label} ${description}`,
});
