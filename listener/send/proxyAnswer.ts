import { isLoopbackAddress } from "../receive/loopback.ts";
import type { ProxyFailure } from "./sendFailure.ts";

interface ProxyExplanation {
  readonly summary: string;
  readonly check: string;
}

const setting = "http.proxy";

/** What a proxy's failure means to the person: a few words, and one sentence with what to check. Never a password. */
export function explainProxyFailure({ proxy, origin, reason }: ProxyFailure, url: URL): ProxyExplanation {
  switch (reason.kind) {
    case "unresolved":
      return {
        summary: `the host name of the proxy ${proxy} does not resolve`,
        check: `Check its spelling in ${origin}, and the network or VPN.`,
      };
    case "unreachable":
      return {
        summary: `the proxy ${proxy} does not answer${reason.reason === "" ? "" : ` (${reason.reason})`}`,
        check: `Check host and port in ${origin}, and the network or VPN.`,
      };
    case "tls":
      return {
        summary: `no TLS with the proxy ${proxy}`,
        check: `Check whether ${origin} is to begin with http://; NODE_EXTRA_CA_CERTS names a company's own authority.`,
      };
    case "timeout":
      return {
        summary: `no answer from the proxy ${proxy} in time`,
        check: `Check that the proxy in ${origin} is the right one.`,
      };
    case "protocol":
      return { summary: `${proxy} is no HTTP proxy`, check: `Check host and port in ${origin}.` };
    case "answer":
      return explainAnswer(proxy, origin, reason.status, url);
  }
}

function explainAnswer(proxy: string, origin: string, status: number, url: URL): ProxyExplanation {
  switch (status) {
    // a proxy that was told another password may say 401 (tinyproxy 1.11)
    case 401:
    case 407: {
      const inAddress = `as http://NAME:PASSWORD@host:port in ${origin}, with %40 for @ and the like`;
      return {
        summary: `${status}: the proxy ${proxy} wants a name and password that it knows`,
        check:
          origin === setting ? `Give them in http.proxyAuthorization, or ${inAddress}.` : `Give them ${inAddress}.`,
      };
    }
    case 502:
    case 503:
    case 504:
      return {
        summary: `${status}: the proxy ${proxy} does not reach the receiver`,
        check: isLoopbackAddress(url.hostname)
          ? `This machine is reached without a proxy: name ${url.hostname} in NO_PROXY where Codex is started.`
          : `Check the endpoint ${url.host}; if it is reached directly, name its host in ${exemptions(origin)}.`,
      };
    default:
      return {
        summary: `${status}: the proxy ${proxy} lets nothing through to ${url.host}`,
        check: `Ask those who run it to allow this host and port, or name the host in ${exemptions(origin)} if it is reached directly.`,
      };
  }
}

const exemptions = (origin: string): string => (origin === setting ? "http.noProxy" : "NO_PROXY");
