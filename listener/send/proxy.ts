import { validateHeaderValue } from "node:http";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import type { Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { HttpProxy } from "../protocol/connection.ts";
import type { ProxySettings } from "../protocol/listenerOptions.ts";
import { isLoopbackAddress } from "../receive/loopback.ts";
import { basicCredentials, proxyName } from "./httpProxy.ts";
import { isExempt, noProxyEntries } from "./noProxy.ts";

/** A proxy is named, and nothing can go through it; one sentence with what to do. */
export interface ProxyProblem {
  readonly problem: string;
}

/**
 * The proxy that the way to a receiver goes through, undefined for the direct one. `http.proxy` comes first, then
 * what the environment names as it does for curl: `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`, and over gRPC
 * `grpc_proxy` before all of them. A host that `http.noProxy` or `NO_PROXY` names is reached directly, this machine always.
 * So is an endpoint without TLS: a proxy would see everything.
 */
export function proxyFor(
  url: URL,
  protocol: OtlpProtocol,
  settings: ProxySettings,
  environment: Environment,
): HttpProxy | ProxyProblem | undefined {
  if (url.protocol !== "https:" || isLoopbackAddress(url.hostname)) return undefined;
  const port = Number(url.port || 443);
  const exempt = exemptHosts([...grpcFirst(protocol, "no_grpc_proxy"), "no_proxy", "NO_PROXY"], environment);
  if (isExempt(url.hostname, port, [...(settings.noProxy ?? []), ...exempt])) return undefined;
  const named = namedProxy(protocol, settings, environment);
  if (named === undefined) return undefined;
  const proxy = readProxy(named, settings);
  if (!("problem" in proxy) && protocol === "grpc") return grpcProblem(proxy) ?? proxy;
  return proxy;
}

export interface NamedProxy {
  readonly text: string;
  /** The setting or variable that names it. */
  readonly origin: string;
}

const grpcFirst = (protocol: OtlpProtocol, name: string): readonly string[] => (protocol === "grpc" ? [name] : []);

function namedProxy(
  protocol: OtlpProtocol,
  { proxy }: ProxySettings,
  environment: Environment,
): NamedProxy | undefined {
  if (proxy !== undefined && proxy.trim() !== "") return { text: proxy.trim(), origin: "http.proxy" };
  return firstProxy(
    [...grpcFirst(protocol, "grpc_proxy"), "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
    environment,
  );
}

/** What the first of these variables names that is set. */
export function firstProxy(variables: readonly string[], environment: Environment): NamedProxy | undefined {
  for (const origin of variables) {
    const text = environment(origin)?.trim() ?? "";
    if (text !== "") return { text, origin };
  }
  return undefined;
}

/** The hosts that the first of these variables exempts that is set. */
export const exemptHosts = (variables: readonly string[], environment: Environment): readonly string[] =>
  noProxyEntries(variables.map(environment).find((text) => text !== undefined && text !== "") ?? "");

/** What stands there is not repeated: it may hold a password. */
export function readProxy({ text, origin }: NamedProxy, settings: ProxySettings): HttpProxy | ProxyProblem {
  const written = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(written) || new URL(written).hostname === "")
    return { problem: `The proxy that ${origin} names is no address: write it as http://host:port.` };
  const url = new URL(written);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return {
      problem: `The proxy that ${origin} names is spoken to with ${url.protocol.slice(0, -1)}, and only HTTP proxies can be used: name one that begins with http://.`,
    };
  const secure = url.protocol === "https:";
  const authorization = settings.authorization?.trim() || basicOf(url);
  try {
    validateHeaderValue("proxy-authorization", authorization ?? "");
  } catch {
    return { problem: `The name and password for the proxy of ${origin} cannot be sent: they hold a line end.` };
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || (secure ? 443 : 80)),
    secure,
    strictTls: settings.strictTls ?? true,
    origin,
    ...(authorization !== undefined && { authorization }),
  };
}

function basicOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** grpc-js speaks to a proxy without TLS, and tells it a name and password alone. */
function grpcProblem(proxy: HttpProxy): ProxyProblem | undefined {
  const instead = 'or forward with protocol = "http-protobuf"';
  if (proxy.secure)
    return {
      problem: `OTLP over gRPC cannot go through the proxy ${proxyName(proxy)}, which ${proxy.origin} names with https://: name it with http://, ${instead}.`,
    };
  if (proxy.authorization !== undefined && basicCredentials(proxy) === undefined)
    return {
      problem: `OTLP over gRPC can only show the proxy ${proxyName(proxy)} a name and password (Basic): set http.proxyAuthorization so, ${instead}.`,
    };
  return undefined;
}
