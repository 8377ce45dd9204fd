import { keep } from "../../../core/policy/actions/keep.ts";
import type { AccountStep, AttributeAccount, DetectionAccount } from "../../../core/policy/evaluate/explain.ts";
import { shorten } from "../../../core/text/escapeControl.ts";
import type { RouteRow } from "../../../listener/protocol/events.ts";
import { keptIds } from "../../sessions/views/routeIds.ts";
import { classRuleText } from "../../sessions/views/routeItem.ts";
import { goodColor } from "../../shared/views/goodColor.ts";
import type { ViewContext, ViewIcon, ViewItem } from "../../shared/views/viewItem.ts";

const stepIcons: Readonly<Record<AccountStep["outcome"], ViewIcon>> = {
  holds: { id: "pass", color: goodColor },
  "does-not-hold": { id: "circle-slash", color: "descriptionForeground" },
  "not-asked": { id: "circle-outline", color: "disabledForeground" },
};

/** One rule that was asked about an event, below the rule that decided. */
export function stepItem({ rule, outcome, text }: AccountStep, { l10n }: ViewContext): ViewItem {
  return {
    label: text,
    description: rule,
    tooltip: [text, l10n.t("Rule: {0}", rule)].join("\n"),
    icon: stepIcons[outcome],
    collapsible: "none",
    context: "step",
    accessibilityLabel: `${text} ${rule}`,
  };
}

/** The attributes that a destination gets as they were received. */
export const keptOf = ({ decision, account }: RouteRow): readonly AttributeAccount[] =>
  decision === "deliver" ? account.filter(({ action }) => action === keep.kind) : [];

/** The heading of the attributes that a destination gets as they were received. */
export function keptGroupItem(route: RouteRow, { l10n }: ViewContext): ViewItem {
  const count = keptOf(route).length + keptIds(route).length;
  const label = l10n.t("Unchanged");
  return {
    label,
    description: String(count),
    tooltip: l10n.t("What {0} gets as it was received.", route.destination),
    icon: { id: "eye" },
    collapsible: "collapsed",
    context: "kept",
    accessibilityLabel: count === 1 ? l10n.t("1 attribute unchanged") : l10n.t("{0} attributes unchanged", count),
  };
}

/** An attribute that a destination gets as it was received, with the reason. */
export function keptItem(
  { attribute, class: dataClass, rule }: AttributeAccount,
  route: RouteRow,
  { l10n }: ViewContext,
): ViewItem {
  const text = shorten(route.attributes.find(({ name }) => name === attribute)?.text ?? "", 60);
  const description = l10n.t("{0} · {1}", dataClass, text);
  return {
    label: attribute,
    description,
    tooltip: [
      l10n.t("{0}: unchanged", attribute),
      l10n.t("Data class: {0}", dataClass),
      classRuleText(rule, route.destination, l10n),
    ].join("\n"),
    icon: { id: "eye" },
    collapsible: "none",
    context: "kept",
    accessibilityLabel: l10n.t("Attribute {0}, unchanged, class {1}", attribute, dataClass),
  };
}

/** A detection that did not find an event, with the reason. */
export function detectionItem({ id, rule, text }: DetectionAccount, { l10n }: ViewContext): ViewItem {
  return {
    label: id,
    description: text,
    tooltip: [id, text, l10n.t("Rule: {0}", rule)].join("\n"),
    icon: { id: "circle-slash", color: "descriptionForeground" },
    collapsible: "none",
    context: "detection",
    accessibilityLabel: l10n.t("Detection {0}: {1}", id, text),
  };
}
