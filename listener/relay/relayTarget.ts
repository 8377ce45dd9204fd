import type { Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { Forward } from "../../core/policy/model/policyModel.ts";
import { endpointDisguise } from "../../core/policy/secrets/endpointLook.ts";
import type { RefusalCause } from "../../core/setup/setupFacts.ts";
import type { HttpProxy } from "../protocol/connection.ts";
import type { PolicyLocation, ProxySettings } from "../protocol/listenerOptions.ts";
import { isLoopbackAddress } from "../receive/loopback.ts";
import { proxyFor } from "../send/proxy.ts";
import type { NamedTlsFiles } from "../send/tlsFiles.ts";

/** Where a destination's requests go, with the values of its headers. */
export interface RelayTarget {
  readonly url: URL;
  readonly protocol: Forward["protocol"];
  readonly headers: Readonly<Record<string, string>>;
  readonly files?: NamedTlsFiles;
  readonly proxy?: HttpProxy;
}

/** What the way to a receiver depends on beside the `forward` itself. */
export interface RelayNetwork {
  /** Where the policy lies; without it no file is read that a `forward` names. */
  readonly place?: PolicyLocation | undefined;
  readonly proxies?: ProxySettings | undefined;
}

/** Why nothing can be sent. */
export interface NoTarget {
  /** One sentence. */
  readonly problem: string;
  /** Undefined when there is nothing to look at. */
  readonly cause?: RefusalCause;
  /** The person has not allowed it. */
  readonly needsConsent?: true;
}

/**
 * The target of a `forward`, or why nothing can be sent. Header values come from environment variables, or else, where
 * there is none or an empty one, from the secrets that the person has given under the same names.
 */
export function relayTarget(
  { endpoint, protocol, headersFromEnvironment, tls }: Forward,
  environment: Environment,
  secrets: Readonly<Record<string, string>>,
  { place, proxies = {} }: RelayNetwork = {},
): RelayTarget | NoTarget {
  const misaddressed = (problem: string): NoTarget => ({ problem, cause: "endpoint" });
  const disguise = endpointDisguise(endpoint);
  if (disguise !== undefined) return misaddressed(disguise);
  if (!URL.canParse(endpoint))
    return misaddressed(`The endpoint ${endpoint} is no URL: write it as https://host:port.`);
  const url = new URL(endpoint);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return misaddressed(`The endpoint ${endpoint} must begin with https://.`);
  if (url.protocol === "http:" && !isLoopbackAddress(url.hostname))
    return misaddressed(`Nothing is sent to ${url.host} without TLS: write its endpoint with https://.`);
  const headers: Record<string, string> = {};
  for (const [name, variable] of headersFromEnvironment) {
    const value = environment(variable) || (Object.hasOwn(secrets, variable) ? secrets[variable] : "");
    if (value === undefined || value === "")
      return {
        problem: `The header ${name} has no value: set the environment variable ${variable}, or give its secret in VS Code.`,
        cause: "headers",
      };
    headers[name] = value;
  }
  const proxy = proxyFor(url, protocol, proxies, environment);
  if (proxy !== undefined && "problem" in proxy) return { problem: proxy.problem, cause: "backend" };
  return {
    ...{ url, protocol, headers },
    ...(tls !== undefined && { files: { tls, place } }),
    ...(proxy !== undefined && { proxy }),
  };
}

/** Why nothing is sent to a `forward` that the person has not allowed. Nothing is read from the environment for it. */
export function notAllowed({ endpoint }: Forward): NoTarget {
  const disguise = endpointDisguise(endpoint);
  if (disguise !== undefined) return { problem: disguise, cause: "endpoint" };
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
  const problem = `Nothing is sent to ${host} before you allow it: the policy came with the workspace.`;
  return { problem, needsConsent: true };
}

/** Whether two targets, or the reasons why there are none, are the same. */
export function isSameTarget(one: RelayTarget | NoTarget, other: RelayTarget | NoTarget | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
