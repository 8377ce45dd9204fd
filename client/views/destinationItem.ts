import type { DeliveryStatistics } from "../../core/policy/deliveryStatistics.ts";
import type { RelayStatus } from "../../listener/protocol.ts";
import { itemContexts } from "../contributions.ts";
import { countEvents, formatCount } from "./format.ts";
import { goodColor } from "./goodColor.ts";
import { joinParts, type ViewContext, type ViewIcon, type ViewItem } from "./item.ts";
import { actionText } from "./routeItem.ts";

/** Whether a destination of the policy is sent what it receives. */
export type ForwardingState =
  | { readonly kind: "none" }
  /** The policy says where to, and forwarding is off. */
  | { readonly kind: "off" }
  | { readonly kind: "on"; readonly status: RelayStatus };

/** A destination with what the policy does for it. */
export interface DestinationSummary {
  readonly name: string;
  readonly description: string;
  readonly statistics: DeliveryStatistics | undefined;
  readonly forwarding: ForwardingState;
}

/** A row without children. */
function row(label: string, description: string, icon: ViewIcon, tooltip = label, context = ""): ViewItem {
  return {
    label,
    description,
    tooltip,
    icon,
    collapsible: "none",
    context,
    accessibilityLabel: description === "" ? label : `${label}, ${description}`,
  };
}

/** `siem · 31 of 96 events`, with the state of its forwarding as the icon. */
export function destinationItem(summary: DestinationSummary, context: ViewContext): ViewItem {
  const { l10n } = context;
  const { name, description, statistics, forwarding } = summary;
  const events =
    statistics === undefined
      ? ""
      : l10n.t("{0} of {1} events", formatCount(statistics.delivered.events), formatCount(statistics.received.events));
  const state = forwarding.kind === "on" ? relayWord(forwarding.status, context) : undefined;
  const text = joinParts([events, state]);
  return {
    label: name,
    description: text,
    tooltip: [name, description, text, l10n.t("Expand to see what was held back, and why.")]
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

const isRefused = ({ state, lastAnswer }: RelayStatus): boolean => state === "stopped" || lastAnswer?.good === false;

function relayWord(status: RelayStatus, { l10n }: ViewContext): string {
  if (isRefused(status)) return status.lastAnswer?.summary ?? l10n.t("not sent");
  return l10n.t("{0} sent", formatCount(status.sent.items));
}

/** How far the forwarding to a destination is, and what its backend answered last. */
export function forwardingItem(forwarding: ForwardingState, context: ViewContext): ViewItem {
  const { l10n } = context;
  switch (forwarding.kind) {
    case "none":
      return row(l10n.t("Not forwarded"), l10n.t("the policy has no forward"), { id: "circle-outline" });
    case "off":
      return row(
        l10n.t("Not forwarded"),
        l10n.t("forwarding is off"),
        { id: "circle-slash" },
        l10n.t("The policy says where to forward to, and forwarding is off in the settings. Select to open them."),
        "forwardingOff",
      );
    case "on":
      return relayItem(forwarding.status, context);
  }
}

function relayItem(status: RelayStatus, { l10n }: ViewContext): ViewItem {
  const { endpoint, proxy, state, problem, needsConsent, sent, queued, retries, rejected, dropped, lastAnswer } =
    status;
  if (state === "stopped" && problem !== undefined)
    return row(
      l10n.t("Not sent"),
      problem,
      { id: "error", color: "list.errorForeground" },
      [problem, queued.items > 0 ? l10n.t("{0} waiting", formatCount(queued.items)) : undefined]
        .filter((line) => line !== undefined)
        .join("\n"),
      needsConsent ? "forwardingNotAllowed" : "forwardingStopped",
    );
  const refused = isRefused(status);
  const words: Readonly<Record<RelayStatus["state"], string>> = {
    idle: l10n.t("up to date"),
    sending: l10n.t("sending"),
    waiting: l10n.t("waiting to try again"),
    stopped: l10n.t("stopped"),
  };
  const description = joinParts([
    words[state],
    l10n.t("{0} sent", formatCount(sent.items)),
    queued.items > 0 ? l10n.t("{0} waiting", formatCount(queued.items)) : undefined,
    lastAnswer?.summary,
  ]);
  return row(
    l10n.t("Forwarded to {0}", endpoint),
    description,
    refused
      ? { id: "error", color: "list.errorForeground" }
      : { id: sent.items > 0 ? "pass" : "cloud-upload", ...(sent.items > 0 && { color: goodColor }) },
    [
      l10n.t("Forwarded to {0}", endpoint),
      proxy === undefined ? undefined : l10n.t("Through the proxy {0}", proxy),
      description,
      problem,
      lastAnswer?.check,
      retries > 0 ? l10n.t("Tried again: {0}", retries) : undefined,
      rejected > 0 ? l10n.t("Not taken by the backend: {0}", rejected) : undefined,
      ...dropped.map(({ reason, items }) => l10n.t("Dropped: {0} ({1})", items, reason)),
    ]
      .filter((line) => line !== undefined && line !== "")
      .join("\n"),
    "forwarding",
  );
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
  { l10n }: ViewContext,
): ViewItem {
  return row(
    dataClass,
    l10n.t("{0} {1}", formatCount(values), actionText(action, l10n)),
    { id: action === "drop" ? "trash" : action === "secrets" ? "key" : "eye-closed" },
    [
      l10n.t("Values of the class {0}: {1} {2}", dataClass, values, actionText(action, l10n)),
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
