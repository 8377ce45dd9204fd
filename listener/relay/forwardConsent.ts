import type { Forward } from "../../core/policy/policyModel.ts";

/**
 * What a person allows who allows a `forward`: an endpoint, and whose values it is sent as headers. Another endpoint, or one
 * more variable, is another question.
 */
export const consentKey = ({ endpoint, headersFromEnvironment }: Forward): string =>
  JSON.stringify([endpoint, ...[...new Set(headersFromEnvironment.values())].sort()]);

/** Whether a `forward` is among what was allowed; without a list everything is. */
export const isAllowed = (forward: Forward, allowed: readonly string[] | undefined): boolean =>
  allowed === undefined || allowed.includes(consentKey(forward));
