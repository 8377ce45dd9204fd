import { describe, expect, test } from "vitest";
import { explainFailure } from "../../../../listener/send/backendAnswer.ts";
import {
  connectionFailure,
  isRetryable,
  type ProxyFailure,
  type SendFailure,
} from "../../../../listener/send/sendFailure.ts";

const monad = new URL("https://app.monad.com:4317");
const other = new URL("https://collector.example.com:4318/v1/logs");
const http = (status: number, words = "", contentType = "application/json"): SendFailure => ({
  kind: "http",
  status,
  words,
  contentType,
});
const grpc = (status: number, words = ""): SendFailure => ({ kind: "grpc", status, words });
const atProxy = (reason: ProxyFailure["reason"], origin = "HTTPS_PROXY"): ProxyFailure => ({
  kind: "proxy",
  proxy: "p.test:3128",
  origin,
  reason,
});
const summary = (failure: SendFailure, url = other) => explainFailure(failure, url, "http-protobuf").summary;
const check = (failure: SendFailure, url = other) => explainFailure(failure, url, "http-protobuf").check;

describe("A backend's answer in plain words", () => {
  test("says that the key was refused, and how its header looks there", () => {
    expect(summary(http(401))).toBe("401: the key was refused");
    expect(explainFailure(grpc(16), monad, "grpc")).toEqual({
      summary: "401: the key was refused",
      check:
        'Check the header Authorization, which begins with "ApiKey" and a space: that the key is whole, of the right place and not revoked.',
      cause: "headers",
    });
  });

  test("says that the pipeline is unknown where the backend has one", () => {
    expect(explainFailure(grpc(5, "pipeline not found"), monad, "grpc").summary).toBe("unknown pipeline");
    expect(explainFailure(grpc(7, "no access to pipeline"), monad, "grpc").check).toContain("Monad-Pipeline-Id");
    expect(summary(grpc(5, "pipeline not found"), other)).toBe("NOT_FOUND: the request was refused");
  });

  test("tells a web page from a receiver", () => {
    expect(summary(http(404, "", "text/html; charset=utf-8"))).toContain("web page");
    expect(check(http(404))).toContain("/v1/logs");
    expect(summary(grpc(12))).toContain("no OTLP receiver");
  });

  test.each([
    [{ kind: "unresolved" }, "does not resolve"],
    [{ kind: "unreachable", reason: "ECONNREFUSED" }, "nothing answers (ECONNREFUSED)"],
    [{ kind: "timeout" }, "no answer in time"],
    [{ kind: "tls", reason: "self-signed certificate" }, "not trusted"],
    [{ kind: "tls", reason: "ERR_TLS_CERT_ALTNAME_INVALID" }, "another host"],
    [{ kind: "tls", reason: "certificate has expired" }, "has expired"],
    [{ kind: "tls", reason: "EPROTO" }, "handshake failed"],
    [{ kind: "tls", reason: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" }, "wants a client certificate"],
    [{ kind: "tls", reason: "SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca" }, "wants a client certificate"],
    [{ kind: "files", problem: "The ca_file is not used." }, "its certificates cannot be used"],
    [atProxy({ kind: "unresolved" }), "the host name of the proxy p.test:3128 does not resolve"],
    [atProxy({ kind: "unreachable", reason: "ECONNREFUSED" }), "the proxy p.test:3128 does not answer (ECONNREFUSED)"],
    [atProxy({ kind: "timeout" }), "no answer from the proxy"],
    [atProxy({ kind: "tls", reason: "" }), "no TLS with the proxy"],
    [atProxy({ kind: "protocol", reason: "" }), "is no HTTP proxy"],
    [atProxy({ kind: "answer", status: 407 }), "407: the proxy p.test:3128 wants a name and password"],
    [atProxy({ kind: "answer", status: 403 }), "lets nothing through to collector.example.com:4318"],
    [atProxy({ kind: "answer", status: 504 }), "does not reach the receiver"],
    [{ kind: "protocol", reason: "HPE_INVALID_CONSTANT" }, "does not speak"],
    [{ kind: "header", name: "Authorization" }, "header Authorization cannot be sent"],
    [http(403), "may not write"],
    [http(413), "too large"],
    [http(415), "encoding"],
    [http(429), "too many"],
    [http(302), "redirects"],
    [http(500), "problem of its own"],
    [http(418), "was refused"],
    [grpc(8), "full"],
    [grpc(14), "busy"],
    [grpc(99), "gRPC status 99"],
  ] as const)("explains %j", (failure, words) => {
    const explained = explainFailure(failure, other, "http-protobuf");
    expect(explained.summary).toContain(words);
    expect(explained.check).toMatch(/\.$/);
  });

  test.each([
    ["headers", [http(401), grpc(16), http(403), { kind: "header", name: "Authorization" }]],
    ["endpoint", [{ kind: "unresolved" }, { kind: "unreachable", reason: "ECONNREFUSED" }, http(404), grpc(12)]],
    ["endpoint", [{ kind: "tls", reason: "self-signed certificate" }, { kind: "timeout" }, http(302), http(418)]],
    ["content", [http(413)]],
    ["backend", [http(429), http(503), grpc(8), grpc(14)]],
  ] as const)("says that the %s are to be looked at", (cause, failures) => {
    for (const failure of failures)
      expect(explainFailure(failure, other, "http-protobuf").cause, JSON.stringify(failure)).toBe(cause);
    expect(explainFailure(grpc(5, "pipeline not found"), monad, "grpc").cause).toBe("headers");
  });

  test("quotes the backend with nothing that could mislead, and not for ever", () => {
    const words = check(http(401, `bad\u001b[31m key ${"x".repeat(1000)}`));
    expect(words).not.toContain("\u001b");
    expect(words.length).toBeLessThan(400);
  });
});

describe("A failed request may be sent again", () => {
  test("for the codes that the OTLP specification names, and no others", () => {
    const codes = Array.from({ length: 17 }, (_, code) => code).filter((code) => isRetryable(grpc(code), false));
    expect(codes).toEqual([1, 4, 10, 11, 14, 15]);
    const statuses = [400, 401, 403, 404, 408, 413, 429, 500, 501, 502, 503, 504];
    expect(statuses.filter((status) => isRetryable(http(status), false))).toEqual([429, 502, 503, 504]);
  });

  test("after RESOURCE_EXHAUSTED only when the receiver says when", () => {
    expect([isRetryable(grpc(8), false), isRetryable(grpc(8), true)]).toEqual([false, true]);
  });

  test("when nobody answered", () => {
    expect(isRetryable({ kind: "unreachable", reason: "" }, false)).toBe(true);
    expect(isRetryable({ kind: "header", name: "x" }, false)).toBe(false);
  });
});

test.each([
  ["getaddrinfo ENOTFOUND nowhere.invalid", "unresolved"],
  ["Name resolution failed for target dns:nowhere.invalid:4317", "unresolved"],
  ["connect ECONNREFUSED 127.0.0.1:1", "unreachable"],
  ["read ECONNRESET", "unreachable"],
  ["self-signed certificate", "tls"],
  ["write EPROTO 00AB:error:0A00010B:SSL routines:ssl3_get_record:wrong version number", "tls"],
  ["connect ETIMEDOUT 10.0.0.1:4317", "timeout"],
  ["Parse Error: Expected HTTP/", "protocol"],
] as const)("The error %j of a connection is known as %s", (message, kind) => {
  expect(connectionFailure(new Error(message)).kind).toBe(kind);
});

test("What to do about a proxy names the setting or variable that it is from", () => {
  const refused = { kind: "answer", status: 407 } as const;
  expect(check(atProxy(refused, "http.proxy"))).toContain("http.proxyAuthorization");
  expect(check(atProxy(refused))).toContain("in HTTPS_PROXY");
  expect(check(atProxy(refused))).not.toContain("http.proxyAuthorization");
  expect(check(atProxy({ kind: "answer", status: 403 }, "http.proxy"))).toContain("http.noProxy");
  expect(check(atProxy({ kind: "answer", status: 403 }))).toContain("NO_PROXY");
  const local = new URL("http://127.0.0.1:4318/v1/logs");
  expect(check(atProxy({ kind: "answer", status: 502 }), local)).toContain("name 127.0.0.1 in NO_PROXY");
  for (const status of [401, 403, 407, 502]) expect(isRetryable(atProxy({ kind: "answer", status }), false)).toBe(true);
});
