import { escapeControlCharacters, shorten } from "../../../core/text/escapeControl.ts";
import type { FilterProgress } from "../../../listener/protocol/eventFilter.ts";
import type { ListenerTotals } from "../../../listener/protocol/totals.ts";
import { isLoss } from "../../../listener/store/segments/storageDamage.ts";
import { countEvents, formatCount } from "../../shared/views/format.ts";
import type { ViewContext } from "../../shared/views/viewItem.ts";

/** So many the listener lists. */
const mostSessionsListed = 1000;

/** What the Sessions view says above its rows, one line each; empty when there is nothing to say. */
export function sessionsMessage(
  filter: { readonly text: string; readonly progress: FilterProgress | undefined } | undefined,
  waiting: number | undefined,
  context: ViewContext,
  kept: Pick<ListenerTotals, "evicted" | "sessions" | "unread"> = { evicted: 0 },
): string {
  const { l10n } = context;
  const lines: string[] = [];
  if (filter !== undefined) {
    const text = shorten(escapeControlCharacters(filter.text), 80);
    const { progress } = filter;
    const found = progress === undefined ? "…" : formatCount(progress.matches);
    lines.push(
      progress?.complete === true
        ? progress.matches === 0
          ? l10n.t("No event passes the filter {0}", text)
          : l10n.t("Filter {0}: {1}", text, countEvents(progress.matches, context))
        : l10n.t("Filter {0}: {1} so far", text, found),
    );
  }
  if (waiting !== undefined)
    lines.push(waiting === 0 ? l10n.t("Paused") : l10n.t("Paused: {0} waiting", countEvents(waiting, context)));
  const { evicted, sessions = 0, unread } = kept;
  if (filter === undefined && sessions > mostSessionsListed)
    lines.push(l10n.t("The newest {0} of {1} sessions", formatCount(mostSessionsListed), formatCount(sessions)));
  if (evicted > 0) lines.push(l10n.t("{0} older let go", countEvents(evicted, context)));
  if (unread !== undefined && isLoss(unread))
    lines.push(l10n.t("{0} bytes could not be read", formatCount(unread.bytes)));
  return lines.join(" · ");
}
