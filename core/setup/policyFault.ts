import type { Localizer } from "../text/localizer.ts";
import type { UnreadableWhy } from "./unreadFile.ts";

/** Why a policy file that was found does not count. */
export type PolicyFault =
  | {
      readonly kind: "mistake";
      /** Zero-based. */
      readonly line: number;
      /** One sentence. */
      readonly message: string;
    }
  /** It came with a workspace and is a link that is not followed: it was not read. */
  | { readonly kind: "stray-link" }
  /** It is there, and was not read for another reason. */
  | { readonly kind: "unread"; readonly why: UnreadableWhy };

/** That in a sentence, and what counts in its place. */
export function policyFaultText(fault: PolicyFault, l10n: Localizer): string {
  switch (fault.kind) {
    case "mistake":
      return l10n.t("The policy is broken in line {0}. The last good one stays in force.", fault.line + 1);
    case "stray-link":
      return l10n.t(
        "The policy is a link out of this workspace, into .git or to what is no TOML file, and was not read. The last good one stays in force.",
      );
    case "unread":
      return unreadPolicyText(fault.why, l10n);
  }
}

function unreadPolicyText(why: UnreadableWhy, l10n: Localizer): string {
  switch (why) {
    case "is no ordinary file":
      return l10n.t("The policy is no ordinary file, and was not read. The last good one stays in force.");
    case "is too large":
      return l10n.t("The policy is too large, and was not read. The last good one stays in force.");
    case "cannot be read":
      return l10n.t("The policy cannot be read. The last good one stays in force.");
  }
}
