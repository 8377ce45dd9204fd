import { productActions } from "../../../core/policy/actions/index.ts";
import { keep } from "../../../core/policy/actions/keep.ts";
import { saltText } from "../../../core/policy/evaluate/hashSalt.ts";
import type { IdRow, RouteRow } from "../../../listener/protocol/events.ts";
import type { ViewContext, ViewItem } from "../../shared/views/viewItem.ts";
import { actionIcon, actionText, classRuleText } from "./routeItem.ts";

/** What becomes of an id of a trace or span that the record has itself, and why. */
export function recordIdItem(row: IdRow, route: RouteRow, { l10n }: ViewContext): ViewItem {
  const { id, class: dataClass, action, written, rule, received, text } = row;
  const isKept = action === keep.kind;
  const done = isKept ? l10n.t("unchanged") : actionText(action, l10n);
  const change = isKept || text === "" ? received : `${received} → ${text}`;
  const description = isKept ? l10n.t("{0} · {1}", dataClass, text) : `${done} · ${change}`;
  return {
    label: id,
    description,
    tooltip: [
      l10n.t("{0} of the record itself: {1}", id, done),
      productActions.of(action).usesSalt && route.salt !== undefined ? saltText(route.salt, l10n) : undefined,
      written === action ? undefined : l10n.t("An id cannot be masked or cut: it goes."),
      l10n.t("Received: {0}", received),
      text === "" ? l10n.t("Sent: nothing") : l10n.t("Sent: {0}", text),
      l10n.t("Data class: {0}", dataClass),
      classRuleText(rule, route.destination, l10n),
    ]
      .filter((line) => line !== undefined)
      .join("\n"),
    icon: isKept ? { id: "eye" } : actionIcon(action),
    collapsible: "none",
    context: isKept ? "kept" : "redaction",
    accessibilityLabel: l10n.t("{0} of the record itself, {1}", id, description),
  };
}
