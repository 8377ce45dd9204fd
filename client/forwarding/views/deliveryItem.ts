import type { RelayStatus, RestReason, SignalCounts } from "../../../listener/protocol/delivery.ts";
import { totalOf } from "../../../listener/relay/signalCounts.ts";
import { itemContexts } from "../../contributions.ts";
import { formatCount } from "../../shared/views/format.ts";
import { goodColor } from "../../shared/views/goodColor.ts";
import { joinParts, type Localizer, row, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";

/** Whether a destination of the policy is sent what it receives. */
export type ForwardingState =
  | { readonly kind: "none" }
  /** The policy says where to, and forwarding is off. */
  | { readonly kind: "off" }
  | { readonly kind: "on"; readonly status: RelayStatus };

const errorIcon = { id: "error", color: "list.errorForeground" };

export const isRefused = ({ state, lastAnswer }: RelayStatus): boolean =>
  state === "stopped" || lastAnswer?.good === false;

/** What became of what a destination was to be sent, in a few words. */
export function relayWord(status: RelayStatus, { l10n }: ViewContext): string {
  if (isRefused(status)) return status.lastAnswer?.summary ?? l10n.t("not sent");
  return l10n.t("{0} sent", formatCount(totalOf(status.items.sent)));
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
        itemContexts.deliveryOff,
      );
    case "on":
      return relayItem(forwarding.status, context);
  }
}

function relayItem(status: RelayStatus, { l10n }: ViewContext): ViewItem {
  const { endpoint, proxy, state, problem, needsConsent, retries, lastAnswer } = status;
  const counts = countWords(status, l10n);
  if (state === "stopped" && problem !== undefined)
    return row(
      l10n.t("Not sent"),
      problem,
      errorIcon,
      linesOf([problem, ...counts, ...reasonLines(status, l10n)]),
      needsConsent ? itemContexts.deliveryNotAllowed : itemContexts.deliveryStopped,
    );
  const label = l10n.t("Forwarded to {0}", endpoint);
  const { sent } = status.items;
  const description = joinParts([
    stateWord(state, l10n),
    l10n.t("{0} sent", formatCount(totalOf(sent))),
    ...counts,
    lastAnswer?.summary,
  ]);
  const paused =
    state === "paused"
      ? l10n.t(
          "Nothing is lost: it waits until the secret or the policy changes, or until you choose Try Forwarding Again.",
        )
      : undefined;
  return row(
    label,
    description,
    isRefused(status)
      ? errorIcon
      : { id: totalOf(sent) > 0 ? "pass" : "cloud-upload", ...(totalOf(sent) > 0 && { color: goodColor }) },
    linesOf([
      label,
      proxy === undefined ? undefined : l10n.t("Through the proxy {0}", proxy),
      description,
      paused,
      lastAnswer?.check,
      totalOf(sent) > 0 ? l10n.t("Sent: {0}", bySignal(sent, l10n)) : undefined,
      retries > 0 ? l10n.t("Tried again: {0}", retries) : undefined,
      ...reasonLines(status, l10n),
    ]),
    deliveryContext(status),
  );
}

/** What waits for a destination of another endpoint, policy or consent. */
export function restingItem(status: RelayStatus, { l10n }: ViewContext): ViewItem {
  const { destination, endpoint, rest, needsConsent, problem, items, lastAnswer } = status;
  const isMoving = rest === undefined && needsConsent !== true;
  const queued = isMoving ? items.waiting : items.atRest;
  const count = formatCount(totalOf(queued));
  const label = isMoving ? l10n.t("{0} waiting", count) : l10n.t("{0} at rest", count);
  const place = endpoint === "" ? l10n.t("for an unknown endpoint") : l10n.t("for {0}", endpoint);
  const why = rest === undefined ? (problem ?? lastAnswer?.summary ?? l10n.t("being sent")) : restWords(rest, l10n);
  const description = joinParts([place, why]);
  return row(
    label,
    description,
    { id: isMoving ? "cloud-upload" : "debug-pause" },
    linesOf([
      label,
      description,
      destination === "" ? undefined : l10n.t("Destination {0}", destination),
      bySignal(queued, l10n),
      rest === "unknown" || rest === "off"
        ? l10n.t("It is forgotten after a day. It can be discarded before.")
        : l10n.t("It is forgotten after a day. It can be sent where it was to go, or discarded, before."),
      ...reasonLines(status, l10n),
    ]),
    isMoving
      ? itemContexts.deliveryWaiting
      : rest === "unknown" || rest === "off"
        ? itemContexts.restingUnknown
        : itemContexts.resting,
  );
}

/** `31 log records · 1 span` */
export function bySignal({ logs, traces, metrics }: SignalCounts, l10n: Localizer): string {
  const counted = (count: number, one: string, many: string) => (count === 0 ? undefined : count === 1 ? one : many);
  return joinParts([
    counted(logs, l10n.t("1 log record"), l10n.t("{0} log records", formatCount(logs))),
    counted(traces, l10n.t("1 span"), l10n.t("{0} spans", formatCount(traces))),
    counted(metrics, l10n.t("1 metric point"), l10n.t("{0} metric points", formatCount(metrics))),
  ]);
}

function restWords(reason: RestReason, l10n: Localizer): string {
  switch (reason) {
    case "off":
      return l10n.t("forwarding is off");
    case "endpoint":
      return l10n.t("the policy names another endpoint now");
    case "policy":
      return l10n.t("another policy is in force");
    case "gone":
      return l10n.t("the policy forwards to no such destination");
    case "consent":
      return l10n.t("the policy asks for something else now");
    case "unknown":
      return l10n.t("it is not known where it was to go");
  }
}

function stateWord(state: RelayStatus["state"], l10n: Localizer): string {
  switch (state) {
    case "idle":
      return l10n.t("up to date");
    case "sending":
      return l10n.t("sending");
    case "waiting":
      return l10n.t("waiting to try again");
    case "paused":
      return l10n.t("paused");
    case "stopped":
      return l10n.t("stopped");
    case "resting":
      return l10n.t("at rest");
  }
}

/** What was not sent, as far as there is any. */
function countWords({ items: { waiting, atRest, refused, lost } }: RelayStatus, l10n: Localizer): readonly string[] {
  const [waits, rests, refusals, losses] = [waiting, atRest, refused, lost].map(totalOf) as [
    number,
    number,
    number,
    number,
  ];
  return [
    ...(waits > 0 ? [l10n.t("{0} waiting", formatCount(waits))] : []),
    ...(rests > 0 ? [l10n.t("{0} at rest", formatCount(rests))] : []),
    ...(refusals > 0 ? [l10n.t("{0} refused", formatCount(refusals))] : []),
    ...(losses > 0 ? [l10n.t("{0} lost", formatCount(losses))] : []),
  ];
}

const reasonLines = ({ refusals, losses, forgotten }: RelayStatus, l10n: Localizer): readonly string[] => [
  ...refusals.map(({ reason, items }) => l10n.t("Refused: {0} ({1})", items, reason)),
  ...losses.map(({ reason, items }) => l10n.t("Lost: {0} ({1})", items, reason)),
  ...(forgotten === 0
    ? []
    : [l10n.t("Cannot be sent again: {0} (more were missed than can be remembered)", forgotten)]),
];

function deliveryContext({ state, missed }: RelayStatus): string {
  const waits = state === "waiting" || state === "paused";
  if (waits) return missed > 0 ? itemContexts.deliveryWaitingMissed : itemContexts.deliveryWaiting;
  return missed > 0 ? itemContexts.deliveryMissed : itemContexts.delivery;
}

const linesOf = (lines: readonly (string | undefined)[]): string =>
  lines.filter((line) => line !== undefined && line !== "").join("\n");
