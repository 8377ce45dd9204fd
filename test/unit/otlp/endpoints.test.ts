import { describe, expect, test } from "vitest";
import { isLoopbackHost } from "../../../core/otlp/loopbackHost.ts";
import { shownEndpoint } from "../../../core/otlp/shownEndpoint.ts";

describe("A host never leaves this machine", () => {
  test.each(["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "::1", "[0:0:0:0:0:0:0:1]"])("%s", (host) =>
    expect(isLoopbackHost(host)).toBe(true),
  );
});

describe("A host may lead elsewhere", () => {
  test.each([
    "app.localhost",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "1270.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "",
  ])("%s", (host) => expect(isLoopbackHost(host)).toBe(false));
});

test.each([
  ["https://user:key@x.example:4318/v1/logs?key=k#f", "https://x.example:4318/v1/logs"],
  ["http://127.0.0.1:4317", "http://127.0.0.1:4317"],
  ["https://a@b@x.example/p", "https://x.example/p"],
  ["no address with key", ""],
])("An endpoint is shown without credentials: %s", (endpoint, shown) => {
  expect(shownEndpoint(endpoint)).toBe(shown);
});
