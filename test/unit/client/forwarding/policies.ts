import { type PolicyForward, policyForwards } from "../../../../client/forwarding/policyForwards.ts";
import type { AllowedForward } from "../../../../listener/protocol/forwardIdentity.ts";

export const workspaceOrigin = "workspace:file:///project/otel-policy.toml";

interface Parts {
  readonly top?: string;
  readonly endpoint?: string;
  readonly variable?: string;
  readonly prompt?: string;
  readonly identity?: string;
  readonly name?: string;
  readonly protocol?: string;
}

/** A policy that forwards what it has of one destination. */
export const workspacePolicy = ({
  top = "",
  endpoint = "https://siem.example.com:4317",
  variable = "SIEM_KEY",
  prompt = "drop",
  identity = "hash",
  name = "siem",
  protocol = "grpc",
}: Parts = {}): string => `version = 1
${top}
[classes]
prompt = ["prompt"]
identity = ["user.*"]
[destinations.${name}]
receives = ["codex.*"]
redact = { prompt = "${prompt}", identity = "${identity}", unknown = "mask" }
forward = { endpoint = ${JSON.stringify(endpoint)}, protocol = "${protocol}", headers_env = { Authorization = "${variable}" } }
`;

/** The only destination that a policy forwards to. */
export function forwardOf(
  text: string,
  allowed: readonly AllowedForward[] = [],
  policyOrigin = workspaceOrigin,
): PolicyForward {
  const [forward] = policyForwards(text, { policyOrigin, allowed });
  if (forward === undefined) throw new Error("the policy forwards nothing");
  return forward;
}
