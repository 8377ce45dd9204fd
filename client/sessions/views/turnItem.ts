import { shorten } from "../../../core/text/escapeControl.ts";
import type { TurnSummary } from "../../../listener/protocol/sessions.ts";
import { itemContexts } from "../../contributions.ts";
import { countUnverified } from "../../sender/views/senderText.ts";
import {
  countEvents,
  countFindings,
  countMatches,
  countOutcomes,
  countTokens,
  formatDuration,
  formatTime,
  isPromptHidden,
} from "../../shared/views/format.ts";
import { joinParts, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";
import { countLines } from "./countLines.ts";

/** One turn: what the person asked, and how much followed from it. Turn 0 is what came before the first prompt. */
export function turnItem(turn: TurnSummary, context: ViewContext, isOfAgent = false): ViewItem {
  const { l10n } = context;
  const hidden = isPromptHidden(turn.prompt);
  const took = turn.lastUnixMilliseconds - turn.startUnixMilliseconds;
  const title = hidden ? l10n.t("Turn {0}", turn.turn) : l10n.t("Turn {0}: {1}", turn.turn, shorten(turn.prompt, 80));
  const start = isOfAgent ? l10n.t("Work of the sub-agent") : l10n.t("Before the first prompt");
  const label = turn.turn === 0 ? start : title;
  const findings = countFindings(turn.findings, context);
  const outcomes = countOutcomes(turn.failures, turn.denials, context);
  const tokens = countTokens(turn, context);
  const unlogged = turn.turn > 0 && hidden ? l10n.t("prompt not logged") : undefined;
  const description = joinParts([
    turn.matches === undefined ? undefined : countMatches(turn.matches, context),
    findings,
    ...outcomes,
    countUnverified(turn.unverified, context),
    unlogged,
    countEvents(turn.events, context),
    tokens,
    took > 0 ? formatDuration(took) : undefined,
  ]);
  const time = formatTime(turn.startUnixMilliseconds, context);
  const tooltip = [
    turn.turn > 0 && !hidden ? turn.prompt : label,
    time === "" ? undefined : l10n.t("Begun: {0}", time),
    ...countLines(turn, context),
  ]
    .filter((line) => line !== undefined)
    .join("\n");
  return {
    label,
    description,
    tooltip,
    icon:
      turn.findings > 0
        ? { id: "warning", color: "list.warningForeground" }
        : { id: turn.turn === 0 ? "gear" : "comment" },
    collapsible: "collapsed",
    context: itemContexts.turn,
    accessibilityLabel: `${label}, ${description}`,
  };
}
