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
  /** It came with a workspace and is a link that is not followed: it was not read. */
  | { readonly kind: "stray-link" };

/** That in a sentence, and what counts in its place. */
export function policyFaultText(fault: PolicyFault, l10n: Localizer): string {
  switch (fault.kind) {
    case "mistake":
      return l10n.t("The policy is broken in line {0}. The last good one stays in force.", fault.line + 1);
    case "stray-link":
      return l10n.t(
        "The policy is a link out of this workspace, into .git or to what is no TOML file, and was not read. The last good one stays in force.",
      );
  }
}
