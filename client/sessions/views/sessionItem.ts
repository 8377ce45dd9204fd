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
  formatCount,
  formatDuration,
  formatTime,
  isPromptHidden,
} from "../../shared/views/format.ts";
import { joinParts, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";
import type { SessionsBelow } from "../sessionNode.ts";
import { countLines } from "./countLines.ts";

/** One session: what the person asked first, else when it began and who ran it; then how much happened. */
export function sessionItem(
  session: SessionSummary,
  expanded: boolean,
  context: ViewContext,
  below: SessionsBelow = { sessions: 0, findings: 0 },
): ViewItem {
  const { l10n } = context;
  const isNone = session.id === "";
  const time = formatTime(session.startUnixMilliseconds, context);
  const source = shorten(session.originator || session.services[0] || "", 40);
  const name = source || l10n.t("Session {0}", shorten(session.id, 13));
  const asked = titleOf(session, context);
  const label = isNone ? l10n.t("Outside of any session") : asked || joinParts([time, name]);
  const tokens = countTokens(session, context);
  const findings = countFindings(session.findings, context);
  const outcomes = countOutcomes(session.failures, session.denials, context);
  const took = session.lastUnixMilliseconds - session.startUnixMilliseconds;
  const description = joinParts([
    session.matches === undefined ? undefined : countMatches(session.matches, context),
    findings,
    ...outcomes,
    countUnverified(session.unverified, context),
    ...(asked === "" || isNone ? [] : [time, name]),
    countAgents(below.sessions, context),
    below.findings === 0 ? undefined : l10n.t("{0} below", countFindings(below.findings, context) ?? ""),
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
      session.findings + below.findings > 0
        ? { id: "warning", color: "list.warningForeground" }
        : { id: isNone ? "inbox" : iconOf(session) },
    collapsible: expanded ? "expanded" : "collapsed",
    context: isNone ? itemContexts.noSession : itemContexts.session,
    accessibilityLabel: isNone ? `${label}, ${description}` : l10n.t("Session {0}, {1}", label, description),
  };
}

function iconOf({ parent }: SessionSummary): string {
  switch (parent?.kind) {
    case undefined:
      return "comment-discussion";
    case "sub-agent":
      return "hubot";
    case "review":
      return "verified";
    case "title":
      return "tag";
  }
}

/** What was asked, or what Codex began it for; empty when neither is known. */
function titleOf({ parent, prompt }: SessionSummary, { l10n }: ViewContext): string {
  if (parent?.kind === "review") return l10n.t("Automated review");
  if (parent?.kind === "title") return l10n.t("Title of the session");
  const asked = isPromptHidden(prompt) ? "" : shorten(prompt, 80);
  if (parent === undefined) return asked;
  return asked === "" ? l10n.t("Sub-agent") : l10n.t("Sub-agent: {0}", asked);
}

const countAgents = (count: number, { l10n }: ViewContext): string | undefined =>
  count === 0 ? undefined : count === 1 ? l10n.t("1 session below") : l10n.t("{0} sessions below", formatCount(count));
