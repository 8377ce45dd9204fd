import { expect, test } from "vitest";
import { policyEffectText } from "../../../../client/policy/views/policyEffectText.ts";
import type { DeliveryStatistics } from "../../../../core/policy/deliver/deliveryStatistics.ts";
import { context } from "./samples.ts";

const siem: DeliveryStatistics = {
  destination: "siem",
  received: { events: 10, bytes: 4000 },
  delivered: { events: 4, bytes: 1000 },
  withheld: [
    { rule: "b", reason: "siem does not take logs.", events: 1 },
    { rule: "a", reason: "No entry names this event.", events: 5 },
  ],
  redactions: [
    { class: "prompt", action: "drop", values: 2 },
    { class: "host", action: "hash", values: 3 },
  ],
  secrets: [{ name: "github\u001b_token", count: 1 }],
};

test("What a policy does is told in an order that does not depend on counts, so that a diff shows what changes", () => {
  expect(policyEffectText([siem], context)).toBe(`siem
  delivered: 4 of 10 events
  bytes: 1 kB of 4 kB
  withheld:
    No entry names this event. 5 events
    siem does not take logs. 1 event
  redacted:
    host: 3 hashed
    prompt: 2 removed
  secrets replaced:
    github\\u{1b}_token: 1
`);
});

test("Destinations come by name, and one that gets everything has no empty headings", () => {
  const all = { ...siem, destination: "lake", withheld: [], redactions: [], secrets: [] };
  const text = policyEffectText([siem, all], context);
  expect(text.indexOf("lake")).toBeLessThan(text.indexOf("siem"));
  expect(policyEffectText([all], context)).not.toContain(":\n");
});
