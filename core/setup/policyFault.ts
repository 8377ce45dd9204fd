import type { Localizer } from "../text/localizer.ts";

/** Why a policy file that was found does not count. */
export type PolicyFault =
  | {
      readonly kind: "mistake";
      /** Zero-based. */
      readonly line: number;
      /** One sentence. */
      readonly message: string;
    }
  /** It came with a workspace and is a link out of it: it was not read. */
  | { readonly kind: "link-out" };

/** That in a sentence, and what counts in its place. */
export function policyFaultText(fault: PolicyFault, l10n: Localizer): string {
  switch (fault.kind) {
    case "mistake":
      return l10n.t("The policy is broken in line {0}. The last good one stays in force.", fault.line + 1);
    case "link-out":
      return l10n.t("The policy is a link out of this workspace, and was not read. The last good one stays in force.");
  }
}
