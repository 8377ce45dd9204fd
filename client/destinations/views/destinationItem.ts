import { productActions } from "../../../core/policy/actions/index.ts";
import type { DeliveryStatistics } from "../../../core/policy/deliver/deliveryStatistics.ts";
import { type HashSalt, isUnsalted, saltText } from "../../../core/policy/evaluate/hashSalt.ts";
import { itemContexts } from "../../contributions.ts";
import { type ForwardingState, isRefused, relayWord } from "../../forwarding/views/deliveryItem.ts";
import { actionIcon, actionText } from "../../sessions/views/routeItem.ts";
import { countEvents, formatCount } from "../../shared/views/format.ts";
import { goodColor } from "../../shared/views/goodColor.ts";
import { joinParts, row, type ViewContext, type ViewIcon, type ViewItem } from "../../shared/views/viewItem.ts";

/** A destination with what the policy does for it. */
export interface DestinationSummary {
  readonly name: string;
  readonly description: string;
  readonly statistics: DeliveryStatistics | undefined;
  readonly forwarding: ForwardingState;
  /** Of what is hashed for it; undefined when nothing is. */
  readonly salt: HashSalt | undefined;
  /** Items that wait for it in queues of another endpoint, policy or consent. */
  readonly atRest: number;
}

/** `siem · 31 of 96 events`, with the state of its forwarding as the icon. */
export function destinationItem(summary: DestinationSummary, context: ViewContext): ViewItem {
  const { l10n } = context;
  const { name, description, statistics, forwarding, salt } = summary;
  const events =
    statistics === undefined
      ? ""
      : l10n.t("{0} of {1} events", formatCount(statistics.delivered.events), formatCount(statistics.received.events));
  const state = forwarding.kind === "on" ? relayWord(forwarding.status, context) : undefined;
  const atRest = summary.atRest > 0 ? l10n.t("{0} at rest", formatCount(summary.atRest)) : undefined;
  const unsalted = salt !== undefined && isUnsalted(salt) && forwarding.kind !== "none";
  const text = joinParts([events, state, atRest, unsalted ? l10n.t("hashes without a salt") : undefined]);
  return {
    label: name,
    description: text,
    tooltip: [
      name,
      description,
      text,
      salt === undefined ? "" : saltText(salt, l10n),
      l10n.t("Expand to see what was held back, and why."),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    icon: destinationIcon(forwarding),
    collapsible: "collapsed",
    context: itemContexts.destination,
    accessibilityLabel: l10n.t("Destination {0}, {1}", name, text),
  };
}

function destinationIcon(forwarding: ForwardingState): ViewIcon {
  if (forwarding.kind !== "on") return { id: "inbox" };
  if (isRefused(forwarding.status)) return { id: "error", color: "list.errorForeground" };
  return { id: "cloud-upload" };
}

/** What was let through, with its size before and after redaction. */
export function deliveredItem({ received, delivered }: DeliveryStatistics, context: ViewContext): ViewItem {
  const { l10n } = context;
  const share = received.bytes === 0 ? 0 : Math.round((100 * delivered.bytes) / received.bytes);
  return row(
    l10n.t("Delivered"),
    joinParts([
      countEvents(delivered.events, context),
      l10n.t("{0} of {1} received ({2} %)", formatBytes(delivered.bytes), formatBytes(received.bytes), share),
    ]),
    { id: "pass", color: goodColor },
    l10n.t("Bytes are those of the names and values of attributes. Select to see the events."),
  );
}

/** What was held back; its rules are below it. */
export function withheldItem({ received, delivered }: DeliveryStatistics, context: ViewContext): ViewItem {
  const { l10n } = context;
  const events = received.events - delivered.events;
  return {
    ...row(
      l10n.t("Withheld"),
      countEvents(events, context),
      { id: "circle-slash", color: "descriptionForeground" },
      l10n.t("Expand to see the rules that held them back. Select to see the events."),
    ),
    collapsible: events > 0 ? "collapsed" : "none",
  };
}

/** One rule that held events back. */
export function withholdingRuleItem(
  { rule, reason, events }: DeliveryStatistics["withheld"][number],
  context: ViewContext,
): ViewItem {
  return row(
    reason,
    countEvents(events, context),
    { id: "list-filter" },
    [reason, context.l10n.t("Rule: {0}", rule), context.l10n.t("Select to see the events.")].join("\n"),
  );
}

/** The heading of what was redacted. */
export function redactionsItem({ redactions, secrets }: DeliveryStatistics, { l10n }: ViewContext): ViewItem {
  const values = redactions.reduce((sum, redaction) => sum + redaction.values, 0);
  return {
    ...row(l10n.t("Redacted"), values === 1 ? l10n.t("1 value") : l10n.t("{0} values", formatCount(values)), {
      id: "eye-closed",
    }),
    collapsible: redactions.length + secrets.length > 0 ? "collapsed" : "none",
  };
}

/** What was done to the values of one class. */
export function classItem(
  { class: dataClass, action, values }: DeliveryStatistics["redactions"][number],
  salt: HashSalt | undefined,
  { l10n }: ViewContext,
): ViewItem {
  const salted = productActions.of(action).usesSalt ? salt : undefined;
  return row(
    dataClass,
    salted !== undefined && isUnsalted(salted)
      ? l10n.t("{0} hashed without a salt", formatCount(values))
      : l10n.t("{0} {1}", formatCount(values), actionText(action, l10n)),
    actionIcon(action),
    [
      l10n.t("Values of the class {0}: {1} {2}", dataClass, values, actionText(action, l10n)),
      ...(salted === undefined ? [] : [saltText(salted, l10n)]),
      l10n.t("Select to see the events."),
    ].join("\n"),
  );
}

/** How often a secret was replaced. */
export function secretItem({ name, count }: DeliveryStatistics["secrets"][number], { l10n }: ViewContext): ViewItem {
  return row(
    name,
    l10n.t("{0} replaced", formatCount(count)),
    { id: "key", color: "list.warningForeground" },
    [l10n.t("The secret {0}: {1} replaced", name, count), l10n.t("Select to see the events.")].join("\n"),
  );
}

/** `950 B`, `1.2 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] =
    bytes < 999_950 ? [bytes / 1e3, "kB"] : bytes < 999_950_000 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}
