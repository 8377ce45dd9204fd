import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import type { Localizer } from "../views/item.ts";
import type { ForwardingDestination } from "./forwardConsents.ts";

const longestName = 200;

/** What the person is asked before a policy of the workspace forwards anything: where to, and with whose values. */
export function forwardQuestion([, forward]: ForwardingDestination, l10n: Localizer): string {
  const shown = (text: string) => shorten(escapeControlCharacters(text), longestName);
  const variables = [...new Set(forward.headersFromEnvironment.values())].sort().map(shown);
  const endpoint = shown(forward.endpoint);
  return variables.length === 0
    ? l10n.t("The policy of this workspace wants to send telemetry to {0}. Do you allow it?", endpoint)
    : l10n.t(
        "The policy of this workspace wants to send telemetry to {0}, with the values of {1} as headers. Do you allow it?",
        endpoint,
        variables.join(", "),
      );
}
