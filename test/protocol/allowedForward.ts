import { exposureOf } from "../../core/exposure/exposure.ts";
import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import type { AllowedForward } from "../../listener/protocol/forwardIdentity.ts";

/** What a person allows who allows all that a destination of a policy forwards: the first one, unless it is named. */
export function allowedOf(policyText: string, policyOrigin = "unnamed", named?: string): AllowedForward {
  const { policy } = parsePolicy(policyText);
  const destination = policy?.destinations.find(({ name }) => name === (named ?? name));
  if (policy === undefined || destination?.forward === undefined) throw new Error("the policy forwards nothing");
  const { name, forward } = destination;
  return { policyOrigin, destination: name, endpoint: forward.endpoint, exposure: exposureOf(policy, destination) };
}
