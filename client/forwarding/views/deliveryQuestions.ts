import { shorten } from "../../../core/text/escapeControl.ts";
import { escapeBlanks, quoteName } from "../../../core/text/quoteName.ts";
import type { RelayStatus } from "../../../listener/protocol/delivery.ts";
import { noItems, totalOf } from "../../../listener/relay/signalCounts.ts";
import { hostOf } from "../../shared/views/endpointHost.ts";
import type { Localizer } from "../../shared/views/viewItem.ts";
import { bySignal } from "./deliveryItem.ts";

/** What the person is asked, or told, about a queue: one sentence, and what it means. */
export interface DeliveryQuestion {
  readonly question: string;
  readonly detail: string;
}

const longestName = 80;
const shown = (text: string): string => shorten(escapeBlanks(text), longestName);

/** How much a queue holds, whether it waits or is at rest. */
export const queuedIn = ({ items: { waiting, atRest } }: RelayStatus): number => totalOf(waiting) + totalOf(atRest);

export function sendQuestion(status: RelayStatus, l10n: Localizer): DeliveryQuestion {
  const { destination, endpoint, protocol, items, policyOrigin, variables } = status;
  const lines = [
    l10n.t(
      "They wait for {0} at {1}, as the policy {2} let them through when they came in. The policy in force has no part in it. To pass events through the policy of today, discard these.",
      quoteName(destination),
      escapeBlanks(endpoint),
      quoteName(policyOrigin, 200),
    ),
    ...(variables.length === 0
      ? []
      : [l10n.t("They are sent with the values of {0} as headers.", variables.map(shown).join(", "))]),
  ];
  return {
    question: l10n.t("Send {0} to {1}?", bySignal(items.atRest, l10n), hostOf(endpoint, protocol).ascii),
    detail: lines.join("\n\n"),
  };
}

export function discardQuestion(status: RelayStatus, l10n: Localizer): DeliveryQuestion {
  const { destination, endpoint, protocol, items } = status;
  const counts = bySignal(totalOf(items.atRest) > 0 ? items.atRest : items.waiting, l10n);
  return {
    question:
      endpoint === ""
        ? l10n.t("Discard {0} that wait for an unknown endpoint?", counts)
        : l10n.t(
            "Discard {0} that wait for {1} at {2}?",
            counts,
            quoteName(destination),
            hostOf(endpoint, protocol).ascii,
          ),
    detail: l10n.t(
      "They are deleted from this machine's disk, are never sent, and are counted as lost. The events in the Sessions view stay. This cannot be undone.",
    ),
  };
}

export function sendAgainQuestion(
  { destination, endpoint, protocol }: RelayStatus,
  events: number,
  l10n: Localizer,
): DeliveryQuestion {
  return {
    question: l10n.t(
      "Send {0} again to {1} at {2}?",
      bySignal({ ...noItems, logs: events }, l10n),
      quoteName(destination),
      hostOf(endpoint, protocol).ascii,
    ),
    detail: l10n.t(
      "They were refused or lost, and are still kept. They pass through the policy of today, as if they came in now. Spans and metric points are not kept, so they cannot be sent again.",
    ),
  };
}

/** A queue in a list. */
export function queueLabel({ destination, endpoint, protocol }: RelayStatus, l10n: Localizer): string {
  const name = destination === "" ? l10n.t("Unknown destination") : shown(destination);
  return endpoint === "" ? name : l10n.t("{0} at {1}", name, hostOf(endpoint, protocol).ascii);
}
