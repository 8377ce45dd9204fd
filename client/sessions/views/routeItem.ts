import { productActions } from "../../../core/policy/actions/index.ts";
import { isDefaultRule } from "../../../core/policy/evaluate/classAction.ts";
import { saltText } from "../../../core/policy/evaluate/hashSalt.ts";
import { isUnsearched, type Redaction } from "../../../core/policy/model/outcome.ts";
import { shorten } from "../../../core/text/escapeControl.ts";
import type { EventDetail, RouteRow } from "../../../listener/protocol/events.ts";
import { itemContexts } from "../../contributions.ts";
import { countRedactions } from "../../shared/views/format.ts";
import { goodColor } from "../../shared/views/goodColor.ts";
import type { Localizer, ViewContext, ViewIcon, ViewItem } from "../../shared/views/viewItem.ts";
import { changedIds } from "./routeIds.ts";

/** What one destination gets of an event: `siem · delivered, 4 redactions`, or withheld with the reason. */
export function routeItem(route: RouteRow, context: ViewContext): ViewItem {
  const { l10n } = context;
  const delivered = route.decision === "deliver";
  const changed = route.redactions.length + changedIds(route).length;
  const redactions = countRedactions(changed, context);
  const verdict = delivered
    ? changed === 0
      ? l10n.t("delivered unchanged")
      : l10n.t("delivered, {0}", redactions)
    : l10n.t("withheld: {0}", shorten(route.reason, 120));
  return {
    label: route.destination,
    description: verdict,
    tooltip: [
      delivered
        ? l10n.t("Delivered to {0}, {1}.", route.destination, redactions)
        : l10n.t("Withheld from {0}.", route.destination),
      route.reason,
      l10n.t("Rule: {0}", route.rule),
      "",
      l10n.t("Select to compare what was received with what this destination gets."),
    ].join("\n"),
    icon: delivered ? { id: "pass", color: goodColor } : { id: "circle-slash", color: "descriptionForeground" },
    collapsible: "collapsed",
    context: itemContexts.route,
    accessibilityLabel: l10n.t("Destination {0}, {1}", route.destination, verdict),
  };
}

/** Why a destination gets the event or doesn't: the first row below it. */
export function ruleItem(route: RouteRow, { l10n }: ViewContext): ViewItem {
  return {
    label: route.reason,
    description: route.rule,
    tooltip: [route.reason, l10n.t("Rule: {0}", route.rule)].join("\n"),
    icon: { id: "list-filter" },
    collapsible: route.steps.length > 0 ? "collapsed" : "none",
    context: "rule",
    accessibilityLabel: l10n.t("Deciding rule {0}: {1}", route.rule, route.reason),
  };
}

/** What was done to a value, in one or two words. */
export function actionText(action: Redaction["action"], l10n: Localizer): string {
  if (action === "secrets") return l10n.t("secrets replaced");
  const { title } = productActions.of(action).done;
  return l10n.t(title);
}

/** Whether nothing of a value is sent. */
const leavesNothing = (kind: Redaction["action"]): boolean =>
  kind !== "secrets" && productActions.visibility({ kind }).kind === "gone";

/** The icon of what was done to a value. */
export function actionIcon(action: Redaction["action"]): ViewIcon {
  return { id: leavesNothing(action) ? "trash" : action === "secrets" ? "key" : "eye-closed" };
}

/** The rule that decided about a class, and whether it is the one about classes that a destination does not name. */
export const classRuleText = (rule: string, destination: string, l10n: Localizer): string =>
  isDefaultRule(rule)
    ? l10n.t("Rule: {0}, for {1} does not name this class", rule, destination)
    : l10n.t("Rule: {0}", rule);

/** `prompt` is an attribute of the event, `resource.host.name` one of its resource. */
const receivedText = (name: string, { attributes, resource }: EventDetail): string | undefined =>
  [...attributes, ...resource].find((row) => row.name === name)?.text;

/** One attribute changed for one destination: what was received, and what is sent in its place. */
export function redactionItem(
  redaction: Redaction,
  route: RouteRow,
  detail: EventDetail,
  context: ViewContext,
): ViewItem {
  const { l10n } = context;
  const action = actionText(redaction.action, l10n);
  const before = receivedText(redaction.attribute, detail);
  const after = leavesNothing(redaction.action)
    ? undefined
    : route.attributes.find((row) => row.name === redaction.attribute)?.text;
  const secrets = Object.entries(redaction.secrets ?? {})
    .map(([name, count]) => `${name} × ${count}`)
    .join(", ");
  const change = [
    before === undefined ? undefined : shorten(before, 60),
    after === undefined ? undefined : shorten(after, 60),
  ];
  const description =
    change[1] !== undefined
      ? `${action} · ${change[0] === undefined ? "" : `${change[0]} `}→ ${change[1]}`
      : change[0] === undefined
        ? action
        : `${action} · ${change[0]}`;
  return {
    label: redaction.attribute,
    description,
    tooltip: [
      l10n.t("{0}: {1}", redaction.attribute, action),
      productActions.of(redaction.action).usesSalt && route.salt !== undefined ? saltText(route.salt, l10n) : undefined,
      before === undefined ? undefined : l10n.t("Received: {0}", shorten(before, 800)),
      after === undefined
        ? leavesNothing(redaction.action)
          ? l10n.t("Sent: nothing")
          : undefined
        : l10n.t("Sent: {0}", shorten(after, 800)),
      isUnsearched(redaction)
        ? l10n.t("The value is too long for the policy's own patterns, and so it was not looked through for secrets.")
        : undefined,
      secrets === "" ? undefined : l10n.t("Secrets: {0}", secrets),
      l10n.t("Data class: {0}", redaction.class),
      classRuleText(redaction.rule, route.destination, l10n),
    ]
      .filter((line) => line !== undefined)
      .join("\n"),
    icon: actionIcon(redaction.action),
    collapsible: "none",
    context: "redaction",
    accessibilityLabel: l10n.t("Attribute {0}, {1}", redaction.attribute, description),
  };
}
