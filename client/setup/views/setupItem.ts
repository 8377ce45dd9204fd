import type { SetupItem } from "../../../core/setup/setupItem.ts";
import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import { itemContexts } from "../../contributions.ts";
import { goodColor } from "../../shared/views/goodColor.ts";
import type { ViewContext, ViewIcon, ViewItem } from "../../shared/views/viewItem.ts";

const icons: Readonly<Record<SetupItem["state"], ViewIcon>> = {
  done: { id: "pass-filled", color: goodColor },
  open: { id: "circle-large-outline" },
  failed: { id: "error", color: "list.errorForeground" },
  unknown: { id: "circle-large-outline", color: "disabledForeground" },
};

/** A step of the setup or a line of the troubleshooting list. The person's home folder is `~` in it. */
export function setupItem(
  { state, title, detail, action, children }: SetupItem,
  home: string,
  { l10n }: ViewContext,
): ViewItem {
  const states: Readonly<Record<SetupItem["state"], string>> = {
    done: l10n.t("done"),
    open: l10n.t("to do"),
    failed: l10n.t("failed"),
    unknown: l10n.t("not known yet"),
  };
  const words = escapeControlCharacters(detail);
  return {
    label: title,
    description: words.replaceAll(`${home}/`, "~/"),
    tooltip: [title, words, action !== undefined && children === undefined ? l10n.t("Select to go on.") : undefined]
      .filter((line) => line !== undefined)
      .join("\n"),
    icon: icons[state],
    collapsible: children === undefined ? "none" : "collapsed",
    context: action === undefined ? "" : `${itemContexts.setup}:${action.kind}`,
    accessibilityLabel: `${title}, ${states[state]}, ${words}`,
  };
}

/** The head of the troubleshooting list. It opens by itself when something is wrong, but not for a person who only begins. */
export function troubleshootingItem(
  lines: readonly SetupItem[],
  isBeginning: boolean,
  { l10n }: ViewContext,
): ViewItem {
  const failed = lines.filter(({ state }) => state === "failed");
  const label = l10n.t("Troubleshooting");
  const description = isBeginning
    ? l10n.t("for when nothing arrives")
    : failed.length === 0
      ? l10n.t("nothing wrong was found")
      : failed.length === 1
        ? l10n.t("1 line fails")
        : l10n.t("{0} lines fail", failed.length);
  return {
    label,
    description,
    tooltip: l10n.t("Why nothing arrives, or not what you expect: each line is checked."),
    icon: failed.length === 0 || isBeginning ? { id: "checklist" } : { id: "warning", color: "list.warningForeground" },
    collapsible: failed.length === 0 || isBeginning ? "collapsed" : "expanded",
    context: "",
    accessibilityLabel: `${label}, ${description}`,
  };
}
