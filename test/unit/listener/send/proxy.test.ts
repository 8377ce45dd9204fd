import { describe, expect, test } from "vitest";
import type { OtlpProtocol } from "../../../../core/otlp/otlpProtocol.ts";
import type { ProxySettings } from "../../../../listener/protocol/listenerOptions.ts";
import { codexProxyFor } from "../../../../listener/send/codexProxy.ts";
import { proxyName } from "../../../../listener/send/httpProxy.ts";
import { proxyFor } from "../../../../listener/send/proxy.ts";

const siem = "https://siem.example.com:4317";

/** `host:port` of the proxy, `direct`, or why there is none. */
function way(
  variables: Readonly<Record<string, string>>,
  {
    url = siem,
    protocol = "http-protobuf",
    ...settings
  }: ProxySettings & { url?: string; protocol?: OtlpProtocol } = {},
): string {
  const proxy = proxyFor(new URL(url), protocol, settings, (name) => variables[name]);
  if (proxy === undefined) return "direct";
  return "problem" in proxy ? proxy.problem : proxyName(proxy);
}

const authorizationOf = (variables: Readonly<Record<string, string>>, settings: ProxySettings = {}) => {
  const proxy = proxyFor(new URL(siem), "http-json", settings, (name) => variables[name]);
  return proxy === undefined || "problem" in proxy ? undefined : proxy.authorization;
};

describe("A receiver is reached", () => {
  test.each<[string, Readonly<Record<string, string>>, ProxySettings, string]>([
    ["directly without a proxy", {}, {}, "direct"],
    ["through the proxy of the settings", {}, { proxy: "http://p.test:3128" }, "p.test:3128"],
    [
      "through that before the environment's",
      { HTTPS_PROXY: "http://e.test" },
      { proxy: "http://p.test" },
      "p.test:80",
    ],
    ["through the environment's", { HTTPS_PROXY: "http://e.test:8080" }, { proxy: " " }, "e.test:8080"],
    ["through the lower-case one first", { HTTPS_PROXY: "http://a", https_proxy: "http://b" }, {}, "b:80"],
    ["through the one for all", { ALL_PROXY: "http://a" }, {}, "a:80"],
    ["through its own before the one for all", { all_proxy: "http://a", HTTPS_PROXY: "http://b" }, {}, "b:80"],
    ["directly when only one for http is named", { HTTP_PROXY: "http://a", http_proxy: "http://a" }, {}, "direct"],
    ["through an address without a scheme", { HTTPS_PROXY: "p.test:3128" }, {}, "p.test:3128"],
    ["through an address of IPv6", { HTTPS_PROXY: "http://[fd00::1]:3128" }, {}, "[fd00::1]:3128"],
    ["through a proxy over TLS", { HTTPS_PROXY: "https://p.test" }, {}, "p.test:443"],
    ["directly when NO_PROXY says so", { HTTPS_PROXY: "http://a", NO_PROXY: "example.com" }, {}, "direct"],
    ["directly when no_proxy says so", { HTTPS_PROXY: "http://a", no_proxy: "*" }, {}, "direct"],
    ["directly when http.noProxy says so", {}, { proxy: "http://a", noProxy: ["siem.example.com:4317"] }, "direct"],
    ["directly when both are said", { NO_PROXY: "example.com" }, { proxy: "http://a" }, "direct"],
  ])("%s", (_, variables, settings, expected) => {
    expect(way(variables, settings)).toBe(expected);
  });

  test.each(["https://127.0.0.1:4317", "https://localhost:4317", "https://[::1]:4317", "http://127.0.0.1:4317"])(
    "directly on this machine: %s",
    (url) => expect(way({ HTTPS_PROXY: "http://a", ALL_PROXY: "http://a" }, { url, proxy: "http://b" })).toBe("direct"),
  );

  test("over gRPC through its own proxy first", () => {
    const variables = { grpc_proxy: "http://g.test:1", https_proxy: "http://p.test:2" };
    expect(way(variables, { protocol: "grpc" })).toBe("g.test:1");
    expect(way(variables, { protocol: "http-json" })).toBe("p.test:2");
    expect(way({ ...variables, no_grpc_proxy: "example.com" }, { protocol: "grpc" })).toBe("direct");
  });
});

describe("Name and password", () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test("come from the address, or from http.proxyAuthorization", () => {
    expect(authorizationOf({ HTTPS_PROXY: "http://me:p%40ss@p.test" })).toBe(basic("me:p@ss"));
    expect(authorizationOf({ HTTPS_PROXY: "http://me:100%@p.test" })).toBe(basic("me:100%"));
    expect(authorizationOf({}, { proxy: "http://me@p.test", authorization: "Bearer x" })).toBe("Bearer x");
    expect(authorizationOf({ HTTPS_PROXY: "http://p.test" })).toBeUndefined();
  });

  test.each([
    ["an address that is none", { HTTPS_PROXY: "http://me:nobody-may-see@:x" }, "HTTPS_PROXY names is no address"],
    ["a proxy of another kind", { ALL_PROXY: "socks5://me:nobody-may-see@p.test" }, "only HTTP proxies"],
    ["a value that cannot be sent", { HTTPS_PROXY: "http://me:nobody-may-see@p.test" }, "line end"],
  ])("are not repeated of %s", (_, variables, words) => {
    const said = way(variables, words === "line end" ? { authorization: "Basic nobody-may-see\r\nx: y" } : {});
    expect(said).toContain(words);
    expect(said).not.toContain("nobody-may-see");
  });

  test("that grpc-js cannot tell a proxy are said, and what to do instead", () => {
    const grpc = (settings: ProxySettings) => way({}, { protocol: "grpc", ...settings });
    expect(grpc({ proxy: "https://p.test" })).toContain("name it with http://");
    expect(grpc({ proxy: "http://p.test", authorization: "Negotiate nobody-may-see" })).toContain("Basic");
    expect(grpc({ proxy: "http://p.test", authorization: "Negotiate nobody-may-see" })).not.toContain("nobody");
    expect(grpc({ proxy: "http://me:you@p.test" })).toBe("p.test:80");
  });
});

test.each([
  ["https://siem.example.com/v1/logs", "http-json", { HTTPS_PROXY: "http://a", https_proxy: "http://b" }, "a:80"],
  ["https://siem.example.com/v1/logs", "http-protobuf", { ALL_PROXY: "http://a" }, "a:80"],
  ["http://siem.example.com:4318/v1/logs", "http-json", { HTTP_PROXY: "http://a" }, "a:80"],
  ["http://siem.example.com:4318/v1/logs", "http-json", { http_proxy: "http://a" }, "a:80"],
  ["http://siem.example.com:4318/v1/logs", "http-json", { HTTPS_PROXY: "http://a" }, "direct"],
  ["http://127.0.0.1:4318/v1/logs", "http-json", { HTTP_PROXY: "http://a" }, "a:80"],
  ["http://127.0.0.1:4318/v1/logs", "http-json", { HTTP_PROXY: "http://a", NO_PROXY: "127.0.0.1" }, "direct"],
  ["https://siem.example.com:4317", "grpc", { HTTPS_PROXY: "http://a", ALL_PROXY: "http://a" }, "direct"],
  ["https://siem.example.com", "http-json", { HTTPS_PROXY: "socks5://a" }, "direct"],
] as const)("Codex reaches %s over %s with %j through %s", (url, protocol, variables, expected) => {
  const proxy = codexProxyFor(new URL(url), protocol, (name) => ({ ...variables })[name as keyof typeof variables]);
  expect(proxy === undefined ? "direct" : proxyName(proxy)).toBe(expected);
});
