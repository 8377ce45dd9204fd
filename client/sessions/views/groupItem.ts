import type { DetectionAccount } from "../../../core/policy/evaluate/explain.ts";
import type { EventDetail } from "../../../listener/protocol/events.ts";
import type { ViewContext, ViewItem } from "../../shared/views/viewItem.ts";

export type GroupName = "findings" | "routing" | "detections" | "attributes" | "resource";

/** The groups below an event, those with nothing in them left out. */
export function groupsOf(detail: EventDetail): readonly GroupName[] {
  return (["findings", "routing", "attributes", "resource", "detections"] as const).filter(
    (group) => sizeOf(group, detail) > 0,
  );
}

function sizeOf(group: GroupName, detail: EventDetail): number {
  switch (group) {
    case "findings":
      return detail.findings.length;
    case "routing":
      return detail.routes.length;
    case "detections":
      return othersOf(detail).length;
    case "attributes":
      return detail.attributes.length;
    case "resource":
      return detail.resource.length;
  }
}

/** The detections that look at such events and did not find this one. */
export const othersOf = ({ detections }: EventDetail): readonly DetectionAccount[] =>
  detections.filter(({ found }) => !found);

/** A heading below an event. */
export function groupItem(group: GroupName, detail: EventDetail, context: ViewContext): ViewItem {
  const label = labelOf(group, context);
  const description =
    group === "routing"
      ? context.l10n.t(
          "{0} of {1} deliver",
          detail.routes.filter((route) => route.decision === "deliver").length,
          detail.routes.length,
        )
      : String(sizeOf(group, detail));
  return {
    label,
    description,
    tooltip: label,
    icon: undefined,
    collapsible: group === "routing" || group === "findings" ? "expanded" : "collapsed",
    context: group,
    accessibilityLabel: `${label}, ${description}`,
  };
}

function labelOf(group: GroupName, { l10n }: ViewContext): string {
  switch (group) {
    case "findings":
      return l10n.t("Findings");
    case "routing":
      return l10n.t("Routing");
    case "detections":
      return l10n.t("Detections without a Finding");
    case "attributes":
      return l10n.t("Attributes");
    case "resource":
      return l10n.t("Resource");
  }
}
