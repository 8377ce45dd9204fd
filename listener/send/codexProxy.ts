import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import type { Environment } from "../../core/policy/evaluate/compilePolicy.ts";
import type { HttpProxy } from "../protocol/connection.ts";
import { isExempt } from "./noProxy.ts";
import { exemptHosts, firstProxy, readProxy } from "./proxy.ts";

/**
 * The proxy that Codex itself sends through with an environment (observed): over HTTP what `HTTPS_PROXY` or
 * `HTTP_PROXY`, and else `ALL_PROXY`, names, in capitals first, unless `NO_PROXY` names the host; to this machine, too. Over
 * gRPC none, whatever is set. One that this program cannot use counts as none.
 */
export function codexProxyFor(url: URL, protocol: OtlpProtocol, environment: Environment): HttpProxy | undefined {
  if (protocol === "grpc") return undefined;
  const secure = url.protocol === "https:";
  if (
    isExempt(url.hostname, Number(url.port || (secure ? 443 : 80)), exemptHosts(["NO_PROXY", "no_proxy"], environment))
  )
    return undefined;
  const own = secure ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"];
  const named = firstProxy([...own, "ALL_PROXY", "all_proxy"], environment);
  const proxy = named && readProxy(named, {});
  return proxy === undefined || "problem" in proxy ? undefined : proxy;
}
