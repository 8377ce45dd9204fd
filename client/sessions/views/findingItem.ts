import type { Finding, FindingSeverity } from "../../../core/policy/model/outcome.ts";
import type { Localizer, ViewContext, ViewIcon, ViewItem } from "../../shared/views/viewItem.ts";

/** The shape as well as the colour tells the severity, for those who see no colours. */
export function severityIcon(severity: FindingSeverity): ViewIcon {
  switch (severity) {
    case "critical":
      return { id: "flame", color: "list.errorForeground" };
    case "high":
      return { id: "error", color: "list.errorForeground" };
    case "medium":
      return { id: "warning", color: "list.warningForeground" };
    case "low":
      return { id: "info" };
  }
}

function severityText(severity: FindingSeverity, l10n: Localizer): string {
  switch (severity) {
    case "critical":
      return l10n.t("critical");
    case "high":
      return l10n.t("high");
    case "medium":
      return l10n.t("medium");
    case "low":
      return l10n.t("low");
  }
}

/** One detection that matched the event. */
export function findingItem(finding: Finding, { l10n }: ViewContext): ViewItem {
  const severity = severityText(finding.severity, l10n);
  return {
    label: finding.id,
    description: finding.message,
    tooltip: [finding.message, l10n.t("Detection: {0}", finding.id), l10n.t("Severity: {0}", severity)].join("\n"),
    icon: severityIcon(finding.severity),
    collapsible: "none",
    context: "finding",
    accessibilityLabel: l10n.t("Finding {0}, severity {1}: {2}", finding.id, severity, finding.message),
  };
}
