import { expect, test } from "vitest";
import {
  formatAddress,
  isLoopback,
  isLoopbackHostHeader,
  requireLoopback,
} from "../../../../listener/receive/loopback.ts";

test.each([
  "127.0.0.1",
  "127.8.9.10",
  "localhost",
  "LocalHost",
  "codex.localhost",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "0000:0000:0000:0000:0000:0000:0000:0001",
  "::ffff:127.0.0.1",
])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  "0.0.0.0",
  "::",
  "192.168.1.7",
  "128.0.0.1",
  "1127.0.0.1",
  "127.0.0.1.evil.example",
  "127.evil.example",
  "localhost.evil.example",
  "evil-localhost",
  "::11",
  "1::1",
  "fe80::1",
  "2001:db8::1",
  "::ffff:192.168.1.7",
  "::ffff:127.evil.example",
  "",
  "[",
])("%j is not, or not only, this machine", (host) => {
  expect(isLoopback(host)).toBe(false);
});

test("The listener binds to an address without its brackets, and refuses one that others can reach", () => {
  expect(requireLoopback("[::1]")).toBe("::1");
  expect(requireLoopback("127.0.0.1")).toBe("127.0.0.1");
  expect(requireLoopback("LocalHost")).toBe("127.0.0.1");
  expect(() => requireLoopback("x.localhost")).toThrow("use 127.0.0.1 or ::1 instead of x.localhost");
  expect(() => requireLoopback("0.0.0.0")).toThrow(
    "The listener accepts telemetry from this machine only: use 127.0.0.1 or ::1 instead of 0.0.0.0.",
  );
});

test.each([
  ["127.0.0.1", true],
  ["127.0.0.1:4318", true],
  ["localhost:4318", true],
  ["[::1]", true],
  ["[::1]:4318", true],
  [" localhost ", true],
  ["evil.example:4318", false],
  ["127.0.0.1@evil.example", false],
  ["localhost:4318:80", false],
  ["localhost:", false],
  ["::1", false],
  ["[::1", false],
  ["", false],
  [undefined, false],
])("The Host header %j names this machine: %s", (header, expected) => {
  expect(isLoopbackHostHeader(header)).toBe(expected);
});

test("Addresses are written as in a URL", () => {
  expect(formatAddress("127.0.0.1", 4317)).toBe("127.0.0.1:4317");
  expect(formatAddress("::1", 4317)).toBe("[::1]:4317");
});
