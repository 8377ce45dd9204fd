import { expect, test } from "vitest";
import { isExempt, noProxyEntries } from "../../../../listener/send/noProxy.ts";

test.each([
  ["siem.example.com", "*"],
  ["siem.example.com", "siem.example.com"],
  ["siem.example.com", "SIEM.Example.com"],
  ["siem.example.com.", "example.com"],
  ["siem.example.com", "example.com"],
  ["siem.example.com", ".example.com"],
  ["siem.example.com", "*.example.com"],
  ["siem.example.com", "example.com:4317"],
  ["siem.example.com", "other.test, example.com"],
  ["10.1.2.3", "10.1.2.3"],
  ["10.1.2.3", "10.0.0.0/8"],
  ["[fd00::1]", "fd00::/8"],
  ["[fd00::1]", "[fd00::1]:4317"],
  ["fd00::1", "fd00:0::1"],
])("%s is reached directly with %s", (host, list) => {
  expect(isExempt(host, 4317, noProxyEntries(list))).toBe(true);
});

test.each([
  ["siem.example.com", ""],
  ["siem.example.com", "ample.com"],
  ["notexample.com", "example.com"],
  ["example.com.evil.test", "example.com"],
  ["siem.example.com", "example.com:443"],
  ["siem.example.com", "."],
  ["siem.example.com", "*."],
  ["siem.example.com", "10.0.0.0/8"],
  ["11.1.2.3", "10.0.0.0/8"],
  ["10.1.2.3", "10.0.0.0/64"],
  ["10.1.2.3", "10.0.0.0/x"],
  ["10.1.2.3", "fd00::/8"],
  ["fe80::1", "fd00::/8"],
])("%s is not reached directly with %j", (host, list) => {
  expect(isExempt(host, 4317, noProxyEntries(list))).toBe(false);
});
