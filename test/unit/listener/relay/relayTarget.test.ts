import { describe, expect, test } from "vitest";
import type { Forward } from "../../../../core/policy/model/policyModel.ts";
import { isSameTarget, notAllowed, relayTarget } from "../../../../listener/relay/relayTarget.ts";

const forward = (endpoint: string, headers: Readonly<Record<string, string>> = {}): Forward => ({
  endpoint,
  protocol: "grpc",
  headersFromEnvironment: new Map(Object.entries(headers)),
});
const monad = forward("https://app.monad.com:4317", { Authorization: "MONAD_AUTHORIZATION" });
const unset = () => undefined;
const misaddressed = (words: string) => ({ problem: expect.stringContaining(words), cause: "endpoint" });

describe("The headers of a destination", () => {
  test("come from environment variables", () => {
    const target = relayTarget(monad, (name) => (name === "MONAD_AUTHORIZATION" ? "ApiKey one" : undefined), {});
    expect(target).toMatchObject({ protocol: "grpc", headers: { Authorization: "ApiKey one" } });
  });

  test("come from the person's secrets where there is no such variable", () => {
    const secrets = { MONAD_AUTHORIZATION: "ApiKey two" };
    expect(relayTarget(monad, unset, secrets)).toMatchObject({ headers: { Authorization: "ApiKey two" } });
    const environment = (name: string) => (name === "MONAD_AUTHORIZATION" ? "ApiKey one" : undefined);
    expect(relayTarget(monad, environment, secrets)).toMatchObject({ headers: { Authorization: "ApiKey one" } });
  });

  test("come from the secrets where the variable is empty", () => {
    const secrets = { MONAD_AUTHORIZATION: "ApiKey two" };
    expect(relayTarget(monad, () => "", secrets)).toMatchObject({ headers: { Authorization: "ApiKey two" } });
  });

  test("are never what every object has", () => {
    expect(relayTarget(forward("https://a.example", { Authorization: "constructor" }), unset, {})).toMatchObject({
      cause: "headers",
    });
  });

  test("stop it when one has no value, in a sentence that names the variable", () => {
    expect(relayTarget(monad, unset, {})).toEqual({
      problem: expect.stringMatching(/Authorization .*MONAD_AUTHORIZATION/),
      cause: "headers",
    });
    expect(relayTarget(monad, () => "", {})).toMatchObject({ cause: "headers" });
  });
});

test("Nothing goes to another machine without TLS", () => {
  for (const endpoint of ["http://siem.example.com:4317", "http://siem.localhost:4317"])
    expect(relayTarget(forward(endpoint), unset, {}), endpoint).toEqual(misaddressed("without TLS"));
  for (const endpoint of ["https://siem.example.com:4317", "http://127.0.0.1:4317", "http://[::1]:4317"])
    expect(relayTarget(forward(endpoint), unset, {}), endpoint).toHaveProperty("url");
});

test("An endpoint that is no address is said to be none", () => {
  expect(relayTarget(forward("siem"), unset, {})).toEqual(misaddressed("is no URL"));
  expect(relayTarget(forward("ftp://siem"), unset, {})).toEqual(misaddressed("https://"));
});

test("Nothing goes to an endpoint that a person would misread", () => {
  for (const endpoint of ["https://app.monad.com:4317@evil.example/", "https://app\u200d.monad.com"]) {
    expect(relayTarget(forward(endpoint), unset, {}), endpoint).toEqual(misaddressed("https://HOST:PORT"));
    expect(notAllowed(forward(endpoint))).toEqual(misaddressed("https://HOST:PORT"));
  }
});

describe("The way to a receiver", () => {
  const siem = forward("https://siem.example.com:4317");

  test("leads through the proxy of the settings or the environment, and for this machine through none", () => {
    const proxies = { proxy: "http://me:you@proxy.test:3128" };
    expect(relayTarget(siem, unset, {}, { proxies })).toMatchObject({ proxy: { host: "proxy.test", port: 3128 } });
    const environment = (name: string) => (name === "HTTPS_PROXY" ? "http://proxy.test" : undefined);
    expect(relayTarget(siem, environment, {})).toMatchObject({ proxy: { host: "proxy.test", port: 80 } });
    expect(relayTarget(forward("https://127.0.0.1:4317"), environment, {}, { proxies })).not.toHaveProperty("proxy");
    expect(relayTarget(siem, unset, {})).not.toHaveProperty("proxy");
  });

  test("is none where the proxy cannot be used, in a sentence without its password", () => {
    const target = relayTarget(siem, unset, {}, { proxies: { proxy: "socks5://me:nobody-may-see@proxy.test" } });
    expect(target).toEqual({ problem: expect.stringContaining("only HTTP proxies"), cause: "backend" });
    expect(JSON.stringify(target)).not.toContain("nobody-may-see");
  });

  test("is another one when the policy names other files, or lies elsewhere", () => {
    const tls = { caFile: "ca.pem" };
    const at = (file: string) => relayTarget({ ...siem, tls }, unset, {}, { place: { file, home: "/home" } });
    expect(at("/a/otel-policy.toml")).toMatchObject({ files: { tls, place: { file: "/a/otel-policy.toml" } } });
    expect(isSameTarget(at("/a/otel-policy.toml"), at("/a/otel-policy.toml"))).toBe(true);
    expect(isSameTarget(at("/a/otel-policy.toml"), at("/b/otel-policy.toml"))).toBe(false);
    expect(isSameTarget(at("/a/otel-policy.toml"), relayTarget(siem, unset, {}))).toBe(false);
  });
});
