import * as vscode from "vscode";
import type { ProxySettings } from "../../listener/protocol/listenerOptions.ts";

/** The section of VS Code's own settings that names proxies. */
export const proxySection = "http";

/**
 * What the person's own settings say of proxies. Those of a workspace do not count: they would say through whom what is
 * forwarded goes. With `http.proxySupport` off only the environment names a proxy.
 */
export function readProxySettings(): ProxySettings {
  const configuration = vscode.workspace.getConfiguration(proxySection);
  const own = (name: string): unknown => {
    const found = configuration.inspect(name);
    return found?.globalValue ?? found?.defaultValue;
  };
  if (own("proxySupport") === "off") return {};
  const [proxy, noProxy, authorization] = [own("proxy"), own("noProxy"), own("proxyAuthorization")];
  return {
    ...(typeof proxy === "string" && { proxy }),
    ...(Array.isArray(noProxy) && { noProxy: noProxy.filter((host) => typeof host === "string") }),
    ...(typeof authorization === "string" && { authorization }),
    strictTls: own("proxyStrictSSL") !== false,
  };
}
