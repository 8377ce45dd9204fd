import type { Forward } from "../../core/policy/policyModel.ts";

/** Where a policy is from, and which of its destinations sends where: what is of one of them is never another one's. */
export interface ForwardIdentity {
  /** See `policyOrigin` of `ListenerOptions`. */
  readonly policyOrigin: string;
  readonly destination: string;
  readonly endpoint: string;
}

/** Names a {@link ForwardIdentity}: the same text for the same one, another for every other. */
export const forwardKey = ({ policyOrigin, destination, endpoint }: ForwardIdentity): string =>
  JSON.stringify([policyOrigin, destination, URL.canParse(endpoint) ? new URL(endpoint).href : endpoint]);

/** What a policy is called that comes with no origin. */
export const originOf = (policyText: string | undefined, policyOrigin: string | undefined): string =>
  policyOrigin ?? (policyText === undefined ? "built-in" : "unnamed");

/**
 * What a person allows who allows a `forward`: an endpoint, and whose values it is sent as headers. Another endpoint, or one
 * more variable, is another question.
 */
export const consentKey = ({ endpoint, headersFromEnvironment }: Forward): string =>
  JSON.stringify([endpoint, ...[...new Set(headersFromEnvironment.values())].sort()]);

/** Whether a `forward` is among what was allowed; without a list everything is. */
export const isAllowed = (forward: Forward, allowed: readonly string[] | undefined): boolean =>
  allowed === undefined || allowed.includes(consentKey(forward));
