import type { ForwardTls, Policy } from "../../core/policy/model/policyModel.ts";
import { escapeControlCharacters, shorten } from "../../core/text/escapeControl.ts";
import { allowanceOf, forwardVerdict, normalEndpoint, type PolicyConsent } from "./forwardConsent.ts";

/** What is read of this machine for what is sent to an endpoint. */
export interface EndpointReads {
  /** Environment variables, or secrets of the same names, whose values are headers. */
  readonly variables: readonly string[];
  /** Certificates and keys, as they are named. */
  readonly files: readonly string[];
}

/** What sending with these headers and certificates reads. */
export function readsOf(headers: Iterable<readonly [string, string]>, tls: ForwardTls | undefined): EndpointReads {
  const files = [tls?.caFile, tls?.certFile, tls?.keyFile].filter((file) => file !== undefined);
  return { variables: [...new Set([...headers].map(([, variable]) => variable))], files };
}

/**
 * What of `wanted` may not be read for an endpoint: neither the policy in force names it there, as far as that may send, nor
 * what the person has allowed. A queue says itself what it wants, and whoever wrote its folder may have written that.
 */
export function unnamedReads(
  wanted: EndpointReads,
  endpoint: string,
  policy: Policy,
  consent: PolicyConsent,
): EndpointReads {
  const named = namedReads(normalEndpoint(endpoint), policy, consent);
  return {
    variables: wanted.variables.filter((variable) => !named.some(({ variables }) => variables.includes(variable))),
    files: wanted.files.filter((file) => !named.some(({ files }) => files.includes(file))),
  };
}

function namedReads(endpoint: string, policy: Policy, consent: PolicyConsent): readonly EndpointReads[] {
  const ofPolicy = policy.destinations.flatMap((destination) => {
    const { forward } = destination;
    if (forward === undefined || normalEndpoint(forward.endpoint) !== endpoint) return [];
    return forwardVerdict(policy, destination, consent).isAllowed
      ? [readsOf(forward.headersFromEnvironment, forward.tls)]
      : [];
  });
  const allowed = (consent.allowed ?? []).flatMap((one) => {
    const forward = allowanceOf(one, [one])?.forward;
    if (forward === undefined || normalEndpoint(forward.endpoint) !== endpoint) return [];
    const headers = forward.headers.map(({ header, variable }) => [header, variable] as const);
    return [readsOf(headers, forward.tls)];
  });
  return [...ofPolicy, ...allowed];
}

/** Why nothing is sent that would read this; undefined where it would read nothing. */
export function refusalOf({ variables, files }: EndpointReads, endpoint: string): string | undefined {
  const parts = [
    ...(variables.length === 0 ? [] : [`the values of ${listed(variables)}`]),
    ...(files.length === 0 ? [] : [`the files ${listed(files)}`]),
  ];
  if (parts.length === 0) return undefined;
  return `Sending this to ${shown(endpoint)} needs ${parts.join(" and ")}, which neither the policy in force nor your consent names for that endpoint: nothing was read or sent. Use a policy that names them there, or discard it.`;
}

const shown = (text: string): string => shorten(escapeControlCharacters(text), 200);

/** Names that are not shown are never read either. */
const listed = (names: readonly string[]): string => names.map(shown).join(", ");
