import { expect, test } from "vitest";
import { connectionText } from "../../../../client/setup/views/connectionText.ts";
import type { ConnectionStep } from "../../../../listener/protocol/connection.ts";
import { context } from "./samples.ts";

const tested = { exporter: "exporter", endpoint: "https://app.monad.com:4317", droppedHeaders: [] };
const step = (name: ConnectionStep["step"], more: Partial<ConnectionStep> = {}): ConnectionStep => ({
  step: name,
  outcome: "ok",
  milliseconds: 10,
  summary: "",
  check: "",
  ...more,
});

test("An accepted request is one sentence with the time it took", () => {
  const steps = [step("resolve"), step("connect"), step("tls"), step("export", { summary: "accepted" })];
  const { good, message, details } = connectionText(tested, steps, context);
  expect(good).toBe(true);
  expect(message).toBe("https://app.monad.com:4317 accepted an empty export request (40 ms).");
  expect(details).toEqual([
    "Connection test of exporter: https://app.monad.com:4317",
    "Finding the host: ok · 10 ms",
    "Connecting: ok · 10 ms",
    "TLS: ok · 10 ms",
    "Sending an empty export request: ok · 10 ms · accepted",
  ]);
});

test("A proxy that Codex uses is named, and is a step of its own", () => {
  const steps = [step("resolve"), step("connect"), step("proxy"), step("tls"), step("export")];
  const { message, details } = connectionText({ ...tested, through: "proxy.test:3128" }, steps, context);
  expect(message).toBe(
    "https://app.monad.com:4317 accepted an empty export request through the proxy proxy.test:3128 (50 ms).",
  );
  expect(details).toContain("Asking the proxy: ok · 10 ms");
});

test("A failure names the step, what happened and what to check", () => {
  const failed = step("export", {
    outcome: "failed",
    summary: "401: the key was refused",
    check: "Check the Authorization header.",
  });
  const { good, message } = connectionText(tested, [step("resolve"), step("connect"), failed], context);
  expect(good).toBe(false);
  expect(message).toBe(
    "Sending an empty export request failed for https://app.monad.com:4317: 401: the key was refused. Check the Authorization header.",
  );
});

test("Steps that were not tried are told apart from those that failed", () => {
  const steps = [
    step("resolve", { outcome: "failed", summary: "no such host" }),
    step("connect", { outcome: "skipped", milliseconds: 0 }),
  ];
  expect(connectionText(tested, steps, context).details).toContain("Connecting: not tried");
});

test("Headers that Codex drops are named, because they explain a refusal", () => {
  const dropped = { ...tested, droppedHeaders: ["Bad Name"] };
  expect(connectionText(dropped, [step("export")], context).message).toMatch(
    /Codex drops these headers, so they were not sent: Bad Name\.$/,
  );
});

test("A command that brings headers and was not run leaves a refusal open, but no failure before it", () => {
  const unasked = { ...tested, isHelperUnasked: true };
  const refused = connectionText(unasked, [step("export", { outcome: "failed", summary: "401" })], context);
  expect(refused.good).toBeUndefined();
  expect(refused.message).toMatch(/headers_helper was not run, so the headers that it brings were not checked\.$/);
  expect(refused.details.at(-1)).toBe("headers_helper was not run, so the headers that it brings were not checked.");
  expect(connectionText(unasked, [step("connect", { outcome: "failed" })], context).good).toBe(false);
  expect(connectionText(unasked, [step("export")], context)).toMatchObject({ good: true });
});
