import type { EventCounts } from "../../../listener/protocol/sessions.ts";
import { unverifiedLine } from "../../sender/views/senderText.ts";
import { countFindings, tokensLine } from "../../shared/views/format.ts";
import type { ViewContext } from "../../shared/views/viewItem.ts";

/** What the events of a session or of a turn come to, a line each for its tooltip; undefined for what there is none of. */
export function countLines(counts: EventCounts, context: ViewContext): readonly (string | undefined)[] {
  const { l10n } = context;
  const { findings, failures, denials, unverified } = counts;
  return [
    tokensLine(counts, context),
    countFindings(findings, context),
    failures === 0 ? undefined : l10n.t("Steps that failed: {0}", failures),
    denials === 0 ? undefined : l10n.t("Steps that were refused: {0}", denials),
    unverifiedLine(unverified, context),
  ];
}
