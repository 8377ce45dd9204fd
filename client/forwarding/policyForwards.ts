import { type Exposure, exposureOf } from "../../core/exposure/exposure.ts";
import type { Forward } from "../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import type { ForwardIdentity } from "../../listener/protocol/forwardIdentity.ts";
import { allowanceOf, forwardVerdict, type PolicyConsent } from "../../listener/relay/forwardConsent.ts";

/** A destination of a policy with what it forwards, and what the person has said about it. */
export interface PolicyForward extends ForwardIdentity {
  readonly forward: Forward;
  readonly exposure: Exposure;
  readonly isAllowed: boolean;
  /** What was allowed for it; undefined when nothing was. */
  readonly allowance: Exposure | undefined;
  /** Another one for each question. */
  readonly question: string;
}

/** The destinations of a policy that are forwarded to. A broken policy has none. */
export function policyForwards(policyText: string, consent: PolicyConsent): readonly PolicyForward[] {
  const { policy } = parsePolicy(policyText);
  if (policy === undefined) return [];
  return policy.destinations.flatMap((definition) => {
    const { name: destination, forward } = definition;
    if (forward === undefined) return [];
    const { isAllowed, queue: question } = forwardVerdict(policy, definition, consent);
    const identity = { policyOrigin: consent.policyOrigin, destination, endpoint: forward.endpoint };
    const exposure = exposureOf(policy, definition);
    const allowance = allowanceOf(identity, consent.allowed);
    return [{ ...identity, forward, exposure, isAllowed, allowance, question }];
  });
}
