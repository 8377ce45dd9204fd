import type { Localizer } from "../../text/localizer.ts";
import type { Policy } from "../model/policyModel.ts";
import type { CompiledPolicy, Environment } from "./compilePolicy.ts";

/** What is known of the salt of a policy's hashes. */
export type HashSalt =
  | { readonly kind: "salted"; readonly variable: string }
  /** The policy names no variable for it. */
  | { readonly kind: "none" }
  /** The variable is not set. */
  | { readonly kind: "unset"; readonly variable: string }
  /** The variable is not read before the policy's forwarding is allowed. */
  | { readonly kind: "unread"; readonly variable: string }
  /** Whether the variable is set is not known where the policy is only read. */
  | { readonly kind: "named"; readonly variable: string };

/** The salt of a policy that is only read. */
export function namedSalt({ hashing }: Pick<Policy, "hashing">): HashSalt {
  const variable = hashing.saltEnvironmentVariable;
  return variable === undefined ? { kind: "none" } : { kind: "named", variable };
}

/** The salt of a policy for which the environment may be read. */
export function saltInEnvironment(policy: Pick<Policy, "hashing">, environment: Environment): HashSalt {
  const variable = policy.hashing.saltEnvironmentVariable;
  if (variable === undefined) return { kind: "none" };
  return { kind: (environment(variable) ?? "") === "" ? "unset" : "salted", variable };
}

/** The salt of a policy that is in use. */
export function saltInUse({ policy, salt }: Pick<CompiledPolicy, "policy" | "salt">): HashSalt {
  const variable = policy.hashing.saltEnvironmentVariable;
  return variable === undefined ? { kind: "none" } : { kind: salt === "none" ? "unset" : salt, variable };
}

/**
 * What the salt means for hashes, in words for people, with what to do: the one text for all places that speak of it. The
 * variable may be named by a stranger; it is letters, digits and `_` in any policy that can be used.
 */
export function saltText(salt: HashSalt, l10n: Localizer, hashes = l10n.t("Hashes")): string {
  switch (salt.kind) {
    case "salted":
      return l10n.t("{0} are salted with the value of {1}.", hashes, salt.variable);
    case "named":
      return l10n.t(
        "{0} are salted with the value of {1}; where it is not set they have no salt, and whoever knows a value can look for its hash.",
        hashes,
        salt.variable,
      );
    case "none":
      return `${unsaltedText(hashes, l10n)} ${l10n.t("Name a variable for it in [hashing] salt_env.")}`;
    case "unset":
      return `${unsaltedText(hashes, l10n)} ${l10n.t("Set {0}.", salt.variable)}`;
    case "unread":
      return `${unsaltedText(hashes, l10n)} ${l10n.t(
        "The policy came with the workspace, and {0} is read only once you allow its forwarding.",
        salt.variable,
      )}`;
  }
}

/** Whether a person must be told: hashes surely have no salt. */
export const isUnsalted = ({ kind }: HashSalt): boolean => kind === "none" || kind === "unset" || kind === "unread";

const unsaltedText = (hashes: string, l10n: Localizer): string =>
  l10n.t("{0} have no salt: whoever knows a value can look for its hash.", hashes);
