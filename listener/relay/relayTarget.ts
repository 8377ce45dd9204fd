import type { Environment } from "../../core/policy/compilePolicy.ts";
import type { Forward } from "../../core/policy/policyModel.ts";
import { isLoopbackAddress } from "../receive/loopback.ts";

/** Where a destination's requests go, with the values of its headers. */
export interface RelayTarget {
  readonly url: URL;
  readonly protocol: Forward["protocol"];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The target of a `forward`, or one sentence that says why nothing can be sent. Header values come from environment
 * variables, or else, where there is none or an empty one, from the secrets that the person has given under the same names.
 */
export function relayTarget(
  { endpoint, protocol, headersFromEnvironment }: Forward,
  environment: Environment,
  secrets: Readonly<Record<string, string>>,
): RelayTarget | string {
  if (!URL.canParse(endpoint)) return `The endpoint ${endpoint} is no URL: write it as https://host:port.`;
  const url = new URL(endpoint);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return `The endpoint ${endpoint} must begin with https://.`;
  if (url.protocol === "http:" && !isLoopbackAddress(url.hostname))
    return `Nothing is sent to ${url.host} without TLS: write its endpoint with https://.`;
  const headers: Record<string, string> = {};
  for (const [name, variable] of headersFromEnvironment) {
    const value = environment(variable) || (Object.hasOwn(secrets, variable) ? secrets[variable] : "");
    if (value === undefined || value === "")
      return `The header ${name} has no value: set the environment variable ${variable}, or give its secret in VS Code.`;
    headers[name] = value;
  }
  return { url, protocol, headers };
}

/** Why nothing is sent to a `forward` that the person has not allowed. Nothing is read from the environment for it. */
export function notAllowed({ endpoint }: Forward): string {
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
  return `Nothing is sent to ${host} before you allow it: the policy came with the workspace.`;
}

/** Whether two targets, or the reasons why there are none, are the same. */
export function isSameTarget(one: RelayTarget | string, other: RelayTarget | string): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  const parts = ({ url, protocol, headers }: RelayTarget) => JSON.stringify([url.href, protocol, headers]);
  return parts(one) === parts(other);
}
