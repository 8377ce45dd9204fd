import type { Exposure } from "../../core/exposure/exposure.ts";
/** Where a policy is from, and which of its destinations sends where: what is of one of them is never another one's. */
export interface ForwardIdentity {
  /** See `policyOrigin` of `ListenerOptions`. */
  readonly policyOrigin: string;
  readonly destination: string;
  readonly endpoint: string;
}

/** What the person has allowed: that a destination of a policy that came with a workspace is sent this much, and no more. */
export interface AllowedForward extends ForwardIdentity {
  readonly exposure: Exposure;
}
