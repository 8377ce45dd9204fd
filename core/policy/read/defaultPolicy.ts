import type { Policy } from "../model/policyModel.ts";
import { newestBuiltIn } from "./extend/builtInVersions.ts";
import { parsePolicy } from "./parsePolicy.ts";

/** The text of `policies/default.toml`, readable and commented. */
export const defaultPolicyText: string = newestBuiltIn.text;

let parsed: Policy | undefined;

/** The built-in policy, parsed once. */
export function loadDefaultPolicy(): Policy {
  if (parsed !== undefined) return parsed;
  const { policy, problems } = parsePolicy(defaultPolicyText);
  if (policy === undefined) throw new Error(`the built-in policy is broken: ${problems[0]?.message}`);
  parsed = policy;
  return policy;
}
