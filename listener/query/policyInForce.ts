import { type CompiledPolicy, compilePolicy, type Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../../core/policy/read/parsePolicy.ts";
import { LineIndex } from "../../core/text/lineIndex.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import { mayReadSalt, originOf, type PolicyConsent } from "../relay/forwardConsent.ts";

/**
 * The policy of a text, or the built-in one without a text, ready to evaluate; without an environment, nothing is read from
 * it. Throws a {@link ListenerError} that says where the text is broken.
 */
export function preparePolicy(
  text: string | undefined,
  environment?: Environment,
  consent: PolicyConsent = { policyOrigin: originOf(text, undefined), allowed: undefined },
): CompiledPolicy {
  if (text === undefined) return compilePolicy(loadDefaultPolicy(), environment);
  const { policy, problems } = parsePolicy(text);
  if (policy) return compileAllowed(policy, environment, consent);
  const problem = problems.find(({ severity }) => severity === "error");
  const line = problem ? new LineIndex(text).positionAt(problem.range.start).line + 1 : 1;
  throw new ListenerError("policy-invalid", `The policy is broken in line ${line}: ${problem?.message ?? "unknown"}`);
}

/** A policy made ready, with the salt of its hashes where that may be read. */
export const compileAllowed = (
  policy: Policy,
  environment: Environment | undefined,
  consent: PolicyConsent,
): CompiledPolicy => compilePolicy(policy, mayReadSalt(policy, consent) ? environment : undefined);
