import { domainToUnicode } from "node:url";
import { receiverPort } from "../../../core/otlp/receiverPort.ts";
import type { Forward } from "../../../core/policy/model/policyModel.ts";
import { escapeBlanks } from "../../../core/text/quoteName.ts";

/** The host in the form that counts on the wire, with the port that is connected to and never cut; and as it may be read, where that is another. */
export function hostOf(
  endpoint: string,
  protocol: Forward["protocol"],
): { readonly ascii: string; readonly unicode: string | undefined } {
  const url = urlOf(endpoint);
  // what is no address is not sent to, and shown as it is written
  if (url === undefined) return { ascii: escapeBlanks(endpoint), unicode: undefined };
  const { hostname } = url;
  const ascii = `${hostname}:${receiverPort(url, protocol)}`;
  const unicode = domainToUnicode(hostname);
  return { ascii, unicode: hostname.includes("xn--") ? escapeBlanks(unicode) : undefined };
}

/** The address that an endpoint is; undefined where it is none. */
export function urlOf(endpoint: string): URL | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return url?.hostname === "" ? undefined : url;
}
