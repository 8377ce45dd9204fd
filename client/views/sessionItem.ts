import { shorten } from "../../core/text/escapeControl.ts";
import type { SessionSummary } from "../../listener/protocol.ts";
import { itemContexts } from "../contributions.ts";
import { countEvents, countFindings, countTokens, countTurns, formatTime } from "./format.ts";
import { joinParts, type ViewContext, type ViewItem } from "./item.ts";

/** One session: when it began and who ran it, how much happened, and with which model. */
export function sessionItem(session: SessionSummary, expanded: boolean, context: ViewContext): ViewItem {
  const { l10n } = context;
  const time = formatTime(session.startUnixMilliseconds, context);
  const source = shorten(session.originator || session.services[0] || "", 40);
  const name =
    session.id === "" ? l10n.t("Outside of any session") : source || l10n.t("Session {0}", shorten(session.id, 13));
  const label = session.id === "" ? name : joinParts([time, name]);
  const turns = session.turns > 0 ? countTurns(session.turns, context) : undefined;
  const tokens = countTokens(session.inputTokens, session.outputTokens, context);
  const findings = countFindings(session.findings, context);
  const description = joinParts([
    findings,
    turns,
    countEvents(session.events, context),
    tokens,
    shorten(session.model, 40),
  ]);
  const last = formatTime(session.lastUnixMilliseconds, context);
  const tooltip = [
    name,
    session.id === "" ? undefined : l10n.t("Session: {0}", session.id),
    session.services.length > 0 ? l10n.t("Services: {0}", session.services.join(", ")) : undefined,
    session.model === "" ? undefined : l10n.t("Model: {0}", session.model),
    time === "" ? undefined : l10n.t("First event: {0}", time),
    last === "" ? undefined : l10n.t("Last event: {0}", last),
    tokens === undefined ? undefined : l10n.t("Tokens: {0} in, {1} out", session.inputTokens, session.outputTokens),
    findings,
  ]
    .filter((line) => line !== undefined)
    .join("\n");
  return {
    label,
    description,
    tooltip,
    icon:
      session.findings > 0
        ? { id: "warning", color: "list.warningForeground" }
        : { id: session.id === "" ? "inbox" : "comment-discussion" },
    collapsible: expanded ? "expanded" : "collapsed",
    context: itemContexts.session,
    accessibilityLabel: session.id === "" ? `${label}, ${description}` : l10n.t("Session {0}, {1}", label, description),
  };
}
