import { formatCount } from "../../../core/text/quantity.ts";
import type { SenderMark } from "../../../listener/protocol/eventFilter.ts";
import { row, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";

/** What a row says of an event whose sender was not verified; undefined for all others. */
export const senderText = (sender: SenderMark | undefined, { l10n }: ViewContext): string | undefined =>
  sender === "unverified" ? l10n.t("unverified sender") : undefined;

/** How many events have an unverified sender; undefined when there are none. */
export const countUnverified = (count: number, { l10n }: ViewContext): string | undefined =>
  count === 0 ? undefined : l10n.t("{0} unverified", formatCount(count));

/** The same as a line of a tooltip. */
export const unverifiedLine = (count: number, { l10n }: ViewContext): string | undefined =>
  count === 0 ? undefined : l10n.t("Events from senders that were not verified: {0}", count);

/** What a mark means. */
export const senderMeaning = (sender: SenderMark, { l10n }: ViewContext): string =>
  sender === "verified"
    ? l10n.t("The request brought the header that Point Codex Here writes: its sender could read it on this machine.")
    : l10n.t(
        "The request did not bring the header that Point Codex Here writes: any program of this machine may have sent it.",
      );

/** The row below an event that says whether its sender was verified. */
export function senderItem(sender: SenderMark, context: ViewContext): ViewItem {
  const description = sender === "verified" ? context.l10n.t("verified") : context.l10n.t("unverified");
  return row(context.l10n.t("Sender"), description, { id: sender }, senderMeaning(sender, context), "sender");
}
