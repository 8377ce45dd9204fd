import { describe, expect, test } from "vitest";
import {
  classItem,
  type DestinationSummary,
  deliveredItem,
  destinationItem,
  formatBytes,
  forwardingItem,
  redactionsItem,
  secretItem,
  withheldItem,
  withholdingRuleItem,
} from "../../../client/views/destinationItem.ts";
import type { DeliveryStatistics } from "../../../core/policy/deliveryStatistics.ts";
import type { RelayStatus } from "../../../listener/protocol.ts";
import { context } from "./samples.ts";

const statistics: DeliveryStatistics = {
  destination: "siem",
  received: { events: 96, bytes: 20_000 },
  delivered: { events: 31, bytes: 5000 },
  withheld: [
    { rule: "destinations.siem.receives", reason: "No entry of what siem receives names this event.", events: 65 },
  ],
  redactions: [
    { class: "host", action: "hash", values: 31 },
    { class: "tool_output", action: "drop", values: 4 },
  ],
  secrets: [{ name: "github_token", count: 2 }],
};

const relay: RelayStatus = {
  destination: "siem",
  endpoint: "https://collector.example:4317",
  state: "idle",
  accepted: { items: 31, bytes: 5000 },
  queued: { items: 0, bytes: 0 },
  sent: { items: 31, bytes: 5000, requests: 2 },
  retries: 0,
  rejected: 0,
  dropped: [],
  lastAnswer: { timeUnixMilliseconds: 1, good: true, summary: "accepted", check: "" },
};
const refused = {
  timeUnixMilliseconds: 1,
  good: false,
  summary: "401: the key was refused",
  check: "Check the header with the key.",
};

const summary: DestinationSummary = {
  name: "siem",
  description: "Broad security monitoring",
  statistics,
  forwarding: { kind: "none" },
};

describe("a destination", () => {
  test("says how many of the events it gets", () => {
    expect(destinationItem(summary, context)).toMatchObject({
      label: "siem",
      description: "31 of 96 events",
      collapsible: "collapsed",
      context: "destination",
      accessibilityLabel: "Destination siem, 31 of 96 events",
    });
  });

  test("has its description and what to do in the tooltip, without empty lines", () => {
    expect(destinationItem(summary, context).tooltip.split("\n")).toEqual([
      "siem",
      "Broad security monitoring",
      "31 of 96 events",
      "Expand to see what was held back, and why.",
    ]);
    const bare = destinationItem({ ...summary, description: "", statistics: undefined }, context);
    expect(bare.tooltip.split("\n")).toEqual(["siem", "Expand to see what was held back, and why."]);
  });

  test("that is forwarded says how much was sent", () => {
    const item = destinationItem({ ...summary, forwarding: { kind: "on", status: relay } }, context);
    expect(item.description).toBe("31 of 96 events · 31 sent");
    expect(item.icon?.id).toBe("cloud-upload");
  });

  test("says through which proxy", () => {
    const { tooltip } = forwardingItem({ kind: "on", status: { ...relay, proxy: "proxy.test:3128" } }, context);
    expect(tooltip?.split("\n")).toContain("Through the proxy proxy.test:3128");
    expect(forwardingItem({ kind: "on", status: relay }, context).tooltip).not.toContain("proxy");
  });

  test("whose backend refuses says so, in words and by its icon", () => {
    const status: RelayStatus = { ...relay, lastAnswer: refused };
    const item = destinationItem({ ...summary, forwarding: { kind: "on", status } }, context);
    expect(item.description).toBe("31 of 96 events · 401: the key was refused");
    expect(item.icon?.id).toBe("error");
  });

  test("that was stopped before any answer says that nothing is sent", () => {
    const { lastAnswer: _, ...status } = { ...relay, state: "stopped" as const };
    expect(destinationItem({ ...summary, forwarding: { kind: "on", status } }, context).description).toBe(
      "31 of 96 events · not sent",
    );
  });
});

describe("the forwarding of a destination", () => {
  test("is missing when the policy has none", () => {
    expect(forwardingItem({ kind: "none" }, context)).toMatchObject({
      label: "Not forwarded",
      description: "the policy has no forward",
      context: "",
    });
  });

  test("that is off offers the setting", () => {
    expect(forwardingItem({ kind: "off" }, context)).toMatchObject({
      label: "Not forwarded",
      description: "forwarding is off",
      context: "forwardingOff",
    });
  });

  test("that is up to date names the endpoint and the last answer", () => {
    const item = forwardingItem({ kind: "on", status: relay }, context);
    expect(item.label).toBe("Forwarded to https://collector.example:4317");
    expect(item.description).toBe("up to date · 31 sent · accepted");
    expect(item.icon?.id).toBe("pass");
  });

  test("that has sent nothing yet does not look like a success", () => {
    const status: RelayStatus = { ...relay, sent: { items: 0, bytes: 0, requests: 0 } };
    expect(forwardingItem({ kind: "on", status }, context).icon?.id).toBe("cloud-upload");
  });

  test("that is refused says what waits, what to check, and what was lost", () => {
    const status: RelayStatus = {
      ...relay,
      state: "waiting",
      queued: { items: 12, bytes: 100 },
      retries: 3,
      rejected: 2,
      dropped: [{ reason: "the queue was full", items: 5 }],
      lastAnswer: refused,
    };
    const item = forwardingItem({ kind: "on", status }, context);
    expect(item.description).toBe("waiting to try again · 31 sent · 12 waiting · 401: the key was refused");
    expect(item.icon?.id).toBe("error");
    expect(item.tooltip.split("\n").slice(2)).toEqual([
      "Check the header with the key.",
      "Tried again: 3",
      "Not taken by the backend: 2",
      "Dropped: 5 (the queue was full)",
    ]);
  });

  test("that cannot be sent says why in the row, and offers to give the secret", () => {
    const problem = "The header Authorization has no value.";
    const status: RelayStatus = { ...relay, state: "stopped", problem, queued: { items: 31, bytes: 5000 } };
    expect(forwardingItem({ kind: "on", status }, context)).toMatchObject({
      label: "Not sent",
      description: problem,
      tooltip: `${problem}\n31 waiting`,
      context: "forwardingStopped",
    });
  });
});

describe("what a destination gets", () => {
  test("is counted with its size before and after redaction", () => {
    expect(deliveredItem(statistics, context)).toMatchObject({
      label: "Delivered",
      description: "31 events · 5 kB of 20 kB received (25 %)",
    });
  });

  test("is nothing of nothing before anything arrived", () => {
    const nothing = { events: 0, bytes: 0 };
    expect(deliveredItem({ ...statistics, received: nothing, delivered: nothing }, context).description).toBe(
      "0 events · 0 B of 0 B received (0 %)",
    );
  });

  test("and what was withheld are all that was received", () => {
    expect(withheldItem(statistics, context)).toMatchObject({ description: "65 events", collapsible: "collapsed" });
  });

  test("has no rules to expand when nothing was withheld", () => {
    const all = withheldItem({ ...statistics, delivered: statistics.received }, context);
    expect(all).toMatchObject({ description: "0 events", collapsible: "none" });
  });

  test("was held back by rules, each with its reason and number", () => {
    const [rule] = statistics.withheld;
    if (rule === undefined) throw new Error("sample is missing");
    const item = withholdingRuleItem(rule, context);
    expect(item).toMatchObject({
      label: "No entry of what siem receives names this event.",
      description: "65 events",
    });
    expect(item.tooltip).toContain("Rule: destinations.siem.receives");
  });

  test("was redacted by class and action, and by secret", () => {
    expect(redactionsItem(statistics, context)).toMatchObject({ description: "35 values", collapsible: "collapsed" });
    expect(statistics.redactions.map((redaction) => classItem(redaction, context).description)).toEqual([
      "31 hashed",
      "4 removed",
    ]);
    expect(statistics.secrets.map((secret) => secretItem(secret, context))).toMatchObject([
      { label: "github_token", description: "2 replaced" },
    ]);
  });

  test("is counted in words for a single value too", () => {
    const one = { ...statistics, redactions: [{ class: "host", action: "hash", values: 1 } as const] };
    expect(redactionsItem(one, context).description).toBe("1 value");
  });

  test("has nothing to expand when nothing was redacted", () => {
    const none = redactionsItem({ ...statistics, redactions: [], secrets: [] }, context);
    expect(none).toMatchObject({ description: "0 values", collapsible: "none" });
  });
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [1234, "1.2 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1 MB"],
  [3_400_000, "3.4 MB"],
  [999_949_999, "999.9 MB"],
  [999_950_000, "1 GB"],
])("%d bytes are shown as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
