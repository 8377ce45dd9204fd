import type { Transcript, UnloggedStep } from "../../../core/transcript/readTranscript.ts";
import { formatTime } from "../../shared/views/format.ts";
import { joinParts, type Localizer, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";

/** What only Codex's own transcript tells of a session: the row below which it stands. */
export function transcriptItem({ l10n }: ViewContext): ViewItem {
  const label = l10n.t("Only in Codex's transcript");
  return {
    label,
    description: l10n.t("what leaves no event"),
    tooltip: l10n.t(
      "Codex sends no event when a turn is interrupted, the conversation is compacted or the permissions change. Its own record of the session, on this machine, has it. It is read when you open this row.",
    ),
    icon: { id: "history" },
    collapsible: "collapsed",
    context: "transcript",
    accessibilityLabel: label,
  };
}

/** One such thing. The words of the transcript stay in it: they were not looked through for secrets. */
export function unloggedItem(step: UnloggedStep, context: ViewContext): ViewItem {
  const { l10n } = context;
  const label = labelOf(step, l10n);
  const turn = step.turn > 0 ? l10n.t("Turn {0}", step.turn) : undefined;
  const description = joinParts([
    step.kind === "permissions" ? step.text : undefined,
    turn,
    formatTime(step.time, context),
  ]);
  return plainItem(label, description, iconOf(step));
}

/** That the transcript has more than is shown. */
export const furtherStepsItem = (count: number, { l10n }: ViewContext): ViewItem =>
  plainItem(l10n.t("More in the transcript"), l10n.t("{0} not shown", count), "ellipsis");

/** Where a session comes from, as its transcript says; or that it says no more than the events. */
export function originItem(parent: Transcript["parent"], { l10n }: ViewContext): ViewItem {
  if (parent === undefined) return plainItem(l10n.t("No more than the events"), "", "check");
  const label =
    parent.kind === "fork"
      ? l10n.t("A fork of another session")
      : parent.kind === "review"
        ? l10n.t("A review for another session")
        : l10n.t("A sub-agent of another session");
  return plainItem(label, parent.session, "link");
}

const plainItem = (label: string, description: string, icon: string): ViewItem => ({
  label,
  description,
  tooltip: joinParts([label, description]),
  icon: { id: icon },
  collapsible: "none",
  context: "unlogged",
  accessibilityLabel: joinParts([label, description]),
});

function labelOf({ kind }: UnloggedStep, l10n: Localizer): string {
  switch (kind) {
    case "interrupted":
      return l10n.t("Interrupted by a person");
    case "compacted":
      return l10n.t("Conversation compacted");
    case "permissions":
      return l10n.t("Other permissions");
    case "error":
      return l10n.t("Ended by an error");
    case "review":
      return l10n.t("A review began");
  }
}

function iconOf({ kind }: UnloggedStep): string {
  switch (kind) {
    case "interrupted":
      return "debug-stop";
    case "compacted":
      return "fold";
    case "permissions":
      return "shield";
    case "error":
      return "error";
    case "review":
      return "verified";
  }
}
