import type { TimelineTexts } from "../../../webview/timeline/timelineMessages.ts";
import type { Localizer } from "../../shared/views/viewItem.ts";

/**
 * The texts of the timeline panel, which runs apart from the editor and cannot translate by itself. A place gets
 * itself as its value: the panel fills it.
 */
export const timelineTexts = (l10n: Localizer): TimelineTexts => ({
  turns: l10n.t("Turns"),
  model: l10n.t("Model"),
  tools: l10n.t("Tools"),
  other: l10n.t("Other"),
  findings: l10n.t("Findings"),
  tokens: l10n.t("Tokens"),
  turn: l10n.t("Turn {0}", "{0}"),
  modelCall: l10n.t("Model call"),
  several: l10n.t("{0} things at this place", "{0}"),
  failed: l10n.t("failed"),
  denied: l10n.t("denied"),
  refusedBy: {
    person: l10n.t("refused by a person"),
    rule: l10n.t("refused by a rule"),
    sandbox: l10n.t("refused by the sandbox"),
    reviewer: l10n.t("refused by the automated reviewer"),
  },
  waiting: l10n.t("no result yet"),
  done: l10n.t("done"),
  decidedBy: l10n.t("{0} by {1}", "{0}", "{1}"),
  usage: l10n.t("{0} tokens in, {1} out", "{0}", "{1}"),
  in: l10n.t("{0} in", "{0}"),
  out: l10n.t("{0} out", "{0}"),
  zoomIn: l10n.t("Zoom In"),
  zoomOut: l10n.t("Zoom Out"),
  showAll: l10n.t("Show All"),
  asTable: l10n.t("Show as Table"),
  asPicture: l10n.t("Show as Picture"),
  saveAsSvg: l10n.t("Save as SVG"),
  saveAsPng: l10n.t("Save as PNG"),
  showInSessions: l10n.t("Show in Sessions"),
  picture: l10n.t("Timeline of {0}", "{0}"),
  help: l10n.t(
    "Arrow keys go from one thing to the next, + and − zoom, 0 shows all, Page Up and Page Down move, Enter shows the event in the Sessions view.",
  ),
  empty: l10n.t("Nothing of this session is kept any more."),
  loading: l10n.t("Reading the session…"),
  start: l10n.t("Start"),
  duration: l10n.t("Duration"),
  what: l10n.t("What"),
  details: l10n.t("Details"),
  outcome: l10n.t("Outcome"),
  more: l10n.t("Show {0} more", "{0}"),
});
