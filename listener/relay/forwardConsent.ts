import { createHash } from "node:crypto";
import { type Exposure, exposureOf } from "../../core/exposure/exposure.ts";
import { newlyExposed } from "../../core/exposure/newlyExposed.ts";
import { readExposure } from "../../core/exposure/readExposure.ts";
import type { Destination, Policy } from "../../core/policy/model/policyModel.ts";
import type { AllowedForward, ForwardIdentity } from "../protocol/forwardIdentity.ts";

/** Where a policy is from, and what of its forwarding was allowed. */
export interface PolicyConsent {
  readonly policyOrigin: string;
  /** Undefined where nobody was asked. */
  readonly allowed: readonly AllowedForward[] | undefined;
}

/** What the consent says about a destination with `forward`. */
export interface ForwardVerdict {
  readonly isAllowed: boolean;
  /**
   * Names the queue of what waits: that of one policy, destination, endpoint and consent. What was redacted for a policy
   * that nobody has allowed is never in a queue that may be sent.
   */
  readonly queue: string;
}

/** Names a {@link ForwardIdentity}: the same text for the same one, another for every other. */
export const forwardKey = ({ policyOrigin, destination, endpoint }: ForwardIdentity): string =>
  JSON.stringify([policyOrigin, destination, normalEndpoint(endpoint)]);

/** An endpoint as it is compared with others. */
export const normalEndpoint = (endpoint: string): string =>
  URL.canParse(endpoint) ? new URL(endpoint).href : endpoint;

/** What a policy is called that comes with no origin. */
export const originOf = (policyText: string | undefined, policyOrigin: string | undefined): string =>
  policyOrigin ?? (policyText === undefined ? "built-in" : "unnamed");

/** Whether the policy is one that a person did not choose: nothing of it is sent, and nothing read for it, unasked. */
export function needsConsent({ policyOrigin, allowed }: PolicyConsent): boolean {
  if (policyOrigin === "built-in" || policyOrigin.startsWith("user:") || policyOrigin.startsWith("file:")) return false;
  return policyOrigin !== "unnamed" || allowed !== undefined;
}

/** What was allowed for a destination, whatever the policy says now; undefined when nothing was. */
export function allowanceOf(identity: ForwardIdentity, allowed: PolicyConsent["allowed"]): Exposure | undefined {
  const key = forwardKey(identity);
  // what comes from a file or another version may be of any form, and allows nothing then
  const found = allowed?.find((one) => isIdentity(one) && forwardKey(one) === key);
  return readExposure(found?.exposure);
}

const isIdentity = (one: Partial<ForwardIdentity> | null): boolean =>
  [one?.policyOrigin, one?.destination, one?.endpoint].every((part) => typeof part === "string");

/** Decides about a destination of the policy in force: it may be sent what was allowed or less. */
export function forwardVerdict(policy: Policy, destination: Destination, consent: PolicyConsent): ForwardVerdict {
  const exposure = exposureOf(policy, destination);
  const endpoint = exposure.forward?.endpoint ?? "";
  const identity = { policyOrigin: consent.policyOrigin, destination: destination.name, endpoint };
  if (!needsConsent(consent)) return { isAllowed: true, queue: forwardKey(identity) };
  const allowance = allowanceOf(identity, consent.allowed);
  const isAllowed = allowance !== undefined && newlyExposed(allowance, exposure).length === 0;
  return { isAllowed, queue: `${forwardKey(identity)} ${digestOf(isAllowed ? allowance : exposure)}` };
}

/** Whether the variable with the salt may be read: for a policy that a person did not choose, once they allowed it by name. */
export function mayReadSalt(policy: Policy, consent: PolicyConsent): boolean {
  if (!needsConsent(consent)) return true;
  return policy.destinations.some(
    (destination) =>
      destination.forward !== undefined &&
      typeof exposureOf(policy, destination).salt === "string" &&
      forwardVerdict(policy, destination, consent).isAllowed,
  );
}

/** The same for the same exposure, in whichever order its parts were kept. */
function digestOf(exposure: Exposure): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash("sha256").update(JSON.stringify(exposure, sorted)).digest("hex").slice(0, 32);
}
