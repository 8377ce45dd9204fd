import { plainLocalizer } from "../../text/localizer.ts";
import { productActions } from "../actions/index.ts";
import type { Destination, Policy } from "../model/policyModel.ts";
import { possibleActions } from "./classAction.ts";
import type { Environment } from "./compilePolicy.ts";
import { isUnsalted, saltInEnvironment, saltText } from "./hashSalt.ts";

/** Whether something may be hashed for a destination. */
export function hashesFor(destination: Destination, actions = productActions): boolean {
  return possibleActions(destination).some(({ kind }) => actions.of(kind).usesSalt);
}

/** The destinations for which something is hashed, by name. */
export function hashingDestinations(
  { destinations }: Pick<Policy, "destinations">,
  actions = productActions,
): readonly string[] {
  return destinations.filter((destination) => hashesFor(destination, actions)).map(({ name }) => name);
}

/**
 * One sentence when a policy hashes for some of the destinations without a salt, with what to do; undefined when it does not.
 */
export function unsaltedHashes(
  policy: Pick<Policy, "destinations" | "hashing">,
  environment: Environment,
): string | undefined {
  const hashed = hashingDestinations(policy);
  const salt = saltInEnvironment(policy, environment);
  if (hashed.length === 0 || !isUnsalted(salt)) return undefined;
  return saltText(salt, plainLocalizer, `The hashes for ${hashed.join(", ")}`);
}
