import type { DeliveryStatistics } from "../../../core/policy/deliver/deliveryStatistics.ts";
import { escapeControlCharacters } from "../../../core/text/escapeControl.ts";
import { formatBytes } from "../../destinations/views/destinationItem.ts";
import { actionText } from "../../sessions/views/routeItem.ts";
import { countEvents, formatCount } from "../../shared/views/format.ts";
import type { ViewContext } from "../../shared/views/viewItem.ts";

/**
 * What a policy does to the kept events, for each destination by name, in lines that two policies have in the same order, so
 * that a diff shows what changes.
 */
export function policyEffectText(destinations: readonly DeliveryStatistics[], context: ViewContext): string {
  const byName = [...destinations].sort((a, b) => (a.destination < b.destination ? -1 : 1));
  return byName.map((statistics) => effectOn(statistics, context)).join("\n");
}

function effectOn(statistics: DeliveryStatistics, context: ViewContext): string {
  const { l10n } = context;
  const { destination, received, delivered, withheld, redactions, secrets } = statistics;
  const sorted = (lines: readonly string[]) => [...lines].sort().map((line) => `    ${line}`);
  const lines = [
    destination,
    `  ${l10n.t("delivered: {0} of {1}", formatCount(delivered.events), countEvents(received.events, context))}`,
    `  ${l10n.t("bytes: {0} of {1}", formatBytes(delivered.bytes), formatBytes(received.bytes))}`,
    ...(withheld.length > 0 ? [`  ${l10n.t("withheld:")}`] : []),
    ...sorted(withheld.map(({ reason, events }) => `${reason} ${countEvents(events, context)}`)),
    ...(redactions.length > 0 ? [`  ${l10n.t("redacted:")}`] : []),
    ...sorted(
      redactions.map(
        ({ class: dataClass, action, values }) => `${dataClass}: ${formatCount(values)} ${actionText(action, l10n)}`,
      ),
    ),
    ...(secrets.length > 0 ? [`  ${l10n.t("secrets replaced:")}`] : []),
    ...sorted(secrets.map(({ name, count }) => `${name}: ${formatCount(count)}`)),
  ];
  return `${lines.map(escapeControlCharacters).join("\n")}\n`;
}
