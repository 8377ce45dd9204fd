import { shorten } from "../../../core/text/escapeControl.ts";
import type { SessionSummary } from "../../../listener/protocol/sessions.ts";
import { itemContexts } from "../../contributions.ts";
import { countUnverified } from "../../sender/views/senderText.ts";
import {
  countEvents,
  countFindings,
  countMatches,
  countOutcomes,
  countTokens,
  countTurns,
  formatDuration,
  formatTime,
  isPromptHidden,
} from "../../shared/views/format.ts";
import { joinParts, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";
import { countLines } from "./countLines.ts";

/** One session: what the person asked first, else when it began and who ran it; then how much happened. */
export function sessionItem(session: SessionSummary, expanded: boolean, context: ViewContext): ViewItem {
  const { l10n } = context;
  const isNone = session.id === "";
  const time = formatTime(session.startUnixMilliseconds, context);
  const source = shorten(session.originator || session.services[0] || "", 40);
  const name = source || l10n.t("Session {0}", shorten(session.id, 13));
  const asked = isPromptHidden(session.prompt) ? "" : shorten(session.prompt, 80);
  const label = isNone ? l10n.t("Outside of any session") : asked || joinParts([time, name]);
  const tokens = countTokens(session.inputTokens, session.outputTokens, context);
  const findings = countFindings(session.findings, context);
  const outcomes = countOutcomes(session.failures, session.denials, context);
  const took = session.lastUnixMilliseconds - session.startUnixMilliseconds;
  const description = joinParts([
    session.matches === undefined ? undefined : countMatches(session.matches, context),
    findings,
    ...outcomes,
    countUnverified(session.unverified, context),
    ...(asked === "" || isNone ? [] : [time, name]),
    session.turns > 1 ? countTurns(session.turns, context) : undefined,
    countEvents(session.events, context),
    tokens,
    isNone || took <= 0 ? undefined : formatDuration(took),
    shorten(session.model, 40),
  ]);
  const last = formatTime(session.lastUnixMilliseconds, context);
  const tooltip = [
    isNone ? l10n.t("Records that name no session, such as notes of Codex about its own telemetry.") : label,
    isNone ? undefined : name,
    session.id === "" ? undefined : l10n.t("Session: {0}", session.id),
    session.services.length > 0 ? l10n.t("Services: {0}", session.services.join(", ")) : undefined,
    session.model === "" ? undefined : l10n.t("Model: {0}", session.model),
    time === "" ? undefined : l10n.t("First event: {0}", time),
    last === "" ? undefined : l10n.t("Last event: {0}", last),
    isNone || took <= 0 ? undefined : l10n.t("Duration: {0}", formatDuration(took)),
    ...countLines(session, context),
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
        : { id: isNone ? "inbox" : "comment-discussion" },
    collapsible: expanded ? "expanded" : "collapsed",
    context: isNone ? itemContexts.noSession : itemContexts.session,
    accessibilityLabel: isNone ? `${label}, ${description}` : l10n.t("Session {0}, {1}", label, description),
  };
}
