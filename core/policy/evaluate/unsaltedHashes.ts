import { productActions } from "../actions/index.ts";
import { possibleActions } from "../classAction.ts";
import type { Policy } from "../model/policyModel.ts";
import type { Environment } from "./compilePolicy.ts";

/** The destinations for which something is hashed, by name. */
export function hashingDestinations(
  { destinations }: Pick<Policy, "destinations">,
  actions = productActions,
): readonly string[] {
  return destinations
    .filter((destination) => possibleActions(destination).some(({ kind }) => actions.of(kind).usesSalt))
    .map(({ name }) => name);
}

/**
 * One sentence when a policy hashes for some of the destinations without a salt, with what to do; undefined when it does not.
 * Without one, whoever knows an e-mail address can look for its hash.
 */
export function unsaltedHashes(
  policy: Pick<Policy, "destinations" | "hashing">,
  environment: Environment,
): string | undefined {
  const hashed = hashingDestinations(policy);
  const variable = policy.hashing.saltEnvironmentVariable;
  if (hashed.length === 0 || (variable !== undefined && (environment(variable) ?? "") !== "")) return undefined;
  const advice = variable === undefined ? "Name a variable for it in [hashing] salt_env." : `Set ${variable}.`;
  return `The hashes for ${hashed.join(", ")} have no salt: whoever knows a value can look for its hash. ${advice}`;
}
