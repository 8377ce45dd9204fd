import { isUnsalted, saltText } from "../policy/evaluate/hashSalt.ts";
import type { Localizer } from "../text/localizer.ts";
import type { SetupFacts } from "./setupFacts.ts";
import type { SetupItem } from "./setupItem.ts";

/**
 * Whether the hashes of the policy have a salt. That they have none fails as soon as they are sent on: what is only shown here
 * is nobody's to guess.
 */
export function hashSaltLine(
  { hashes, forwards }: Pick<SetupFacts, "hashes" | "forwards">,
  l10n: Localizer,
): Omit<SetupItem, "id" | "title"> {
  if (hashes === undefined) return { state: "unknown", detail: l10n.t("The listener is not running.") };
  if ("problem" in hashes) return { state: "failed", detail: hashes.problem, action: { kind: "open-policy" } };
  const unsalted = hashes.filter(({ salt }) => isUnsalted(salt));
  const [first] = unsalted.length > 0 ? unsalted : hashes;
  if (first === undefined) return { state: "done", detail: l10n.t("Nothing is hashed.") };
  if (unsalted.length === 0) return { state: "done", detail: saltText(first.salt, l10n) };
  const names = unsalted.map(({ destination }) => destination);
  const isSent = forwards.some(({ destination, state }) => state !== "off" && names.includes(destination));
  return {
    state: isSent ? "failed" : "open",
    detail: saltText(first.salt, l10n, l10n.t("The hashes for {0}", names.join(", "))),
    ...(first.salt.kind === "none" && { action: { kind: "open-policy" } as const }),
  };
}
