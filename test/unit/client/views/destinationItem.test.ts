import { describe, expect, test } from "vitest";
import {
  classItem,
  type DestinationSummary,
  deliveredItem,
  destinationItem,
  formatBytes,
  redactionsItem,
  secretItem,
  withheldItem,
  withholdingRuleItem,
} from "../../../../client/destinations/views/destinationItem.ts";
import { forwardingItem, restingItem } from "../../../../client/forwarding/views/deliveryItem.ts";
import type { DeliveryStatistics } from "../../../../core/policy/deliver/deliveryStatistics.ts";
import type { RelayStatus } from "../../../../listener/protocol/delivery.ts";
import { idleRelay, logs, restingRelay } from "./relays.ts";
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
  ...idleRelay,
  items: { ...idleRelay.items, accepted: logs(31), sent: logs(31) },
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
  salt: undefined,
  atRest: 0,
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
    expect(item.label).toBe("Forwarded to https://collector.example:4317/");
    expect(item.description).toBe("up to date · 31 sent · accepted");
    expect(item.icon?.id).toBe("pass");
  });

  test("that has sent nothing yet does not look like a success", () => {
    expect(forwardingItem({ kind: "on", status: idleRelay }, context).icon?.id).toBe("cloud-upload");
  });

  test("that is refused says what waits, what to check, and what was lost", () => {
    const status: RelayStatus = {
      ...relay,
      state: "waiting",
      items: { ...relay.items, accepted: logs(50), waiting: logs(12), refused: logs(2), lost: logs(5) },
      retries: 3,
      refusals: [{ reason: "400: the receiver could not read the request", items: 2 }],
      losses: [{ reason: "the queue is full", items: 5 }],
      forgotten: 4,
      missed: 9,
      lastAnswer: refused,
    };
    const item = forwardingItem({ kind: "on", status }, context);
    expect(item.description).toBe(
      "waiting to try again · 31 sent · 12 waiting · 2 refused · 5 lost · 401: the key was refused",
    );
    expect(item.icon?.id).toBe("error");
    expect(item.tooltip.split("\n").slice(2)).toEqual([
      "Check the header with the key.",
      "Sent: 31 log records",
      "Tried again: 3",
      "Refused: 2 (400: the receiver could not read the request)",
      "Lost: 5 (the queue is full)",
      "Cannot be sent again: 4 (more were missed than can be remembered)",
    ]);
    expect(item.context).toBe("deliveryWaitingMissed");
  });

  test("that cannot be sent says why in the row, and offers to give the secret", () => {
    const problem = "The header Authorization has no value.";
    const status: RelayStatus = {
      ...relay,
      state: "stopped",
      problem,
      items: { ...idleRelay.items, waiting: logs(31) },
    };
    expect(forwardingItem({ kind: "on", status }, context)).toMatchObject({
      label: "Not sent",
      description: problem,
      tooltip: `${problem}\n31 waiting`,
      context: "forwardingStopped",
    });
  });
});

describe("the forwarding of a destination whose key was refused", () => {
  test("is paused, says that nothing is lost, and what goes on", () => {
    const items = { ...relay.items, accepted: logs(58), waiting: logs(27) };
    const status: RelayStatus = { ...relay, state: "paused", items, lastAnswer: refused };
    const item = forwardingItem({ kind: "on", status }, context);
    expect(item.description).toBe("paused · 31 sent · 27 waiting · 401: the key was refused");
    expect(item.tooltip).toContain(
      "Nothing is lost: it waits until the secret or the policy changes, or until you choose Try Forwarding Again.",
    );
    expect([item.context, item.icon?.id]).toEqual(["deliveryWaiting", "error"]);
  });
});

describe("what is at rest", () => {
  test("says how much, for which address, and why", () => {
    const item = restingItem(restingRelay, context);
    expect(item.label).toBe("12 at rest");
    expect(item.description).toBe("for https://elsewhere.example/ · another policy is in force");
    expect(item.tooltip.split("\n").slice(2)).toEqual([
      "Destination siem",
      "10 log records · 2 spans",
      "It is forgotten after a day. It can be sent where it was to go, or discarded, before.",
    ]);
    expect(item.context).toBe("resting");
  });

  test.each(["unknown", "off"] as const)("can only be discarded when that is because of: %s", (rest) => {
    expect(restingItem({ ...restingRelay, rest }, context).context).toBe("restingUnknown");
  });

  test("says when the person has sent it on its way", () => {
    const { rest: _, ...moving } = restingRelay;
    const items = { ...restingRelay.items, atRest: logs(0), waiting: logs(12) };
    const item = restingItem({ ...moving, state: "paused", items, lastAnswer: refused }, context);
    expect(item.label).toBe("12 waiting");
    expect(item.description).toBe("for https://elsewhere.example/ · 401: the key was refused");
    expect(item.context).toBe("deliveryWaiting");
  });

  test("says why it does not go on, when it is what another listener has left for the policy in force", () => {
    const { rest: _, ...left } = restingRelay;
    const problem = "Nothing is sent to https://elsewhere.example before you allow it.";
    const item = restingItem({ ...left, state: "stopped", problem, needsConsent: true }, context);
    expect(item.label).toBe("12 at rest");
    expect(item.description).toBe(`for https://elsewhere.example/ · ${problem}`);
    expect(item.context).toBe("resting");
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
    expect(statistics.redactions.map((redaction) => classItem(redaction, undefined, context).description)).toEqual([
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

describe("hashes without a salt", () => {
  const salt = { kind: "unset", variable: "TEAM_SALT" } as const;
  const words = "Hashes have no salt: whoever knows a value can look for its hash. Set TEAM_SALT.";

  test("are told of the destination, beside its name as soon as it is forwarded to", () => {
    const shown = destinationItem({ ...summary, salt }, context);
    expect([shown.description, shown.tooltip]).toEqual(["31 of 96 events", expect.stringContaining(words)]);
    const forwarded = destinationItem({ ...summary, salt, forwarding: { kind: "off" } }, context);
    expect(forwarded.description).toBe("31 of 96 events · hashes without a salt");
    const salted = destinationItem(
      { ...summary, salt: { ...salt, kind: "salted" }, forwarding: { kind: "off" } },
      context,
    );
    expect(salted.description).toBe("31 of 96 events");
    expect(salted.tooltip).toContain("Hashes are salted with the value of TEAM_SALT.");
  });

  test("are told of the class that is hashed, and of no other", () => {
    const [hashed, dropped] = statistics.redactions.map((redaction) => classItem(redaction, salt, context));
    expect([hashed?.description, hashed?.tooltip]).toEqual([
      "31 hashed without a salt",
      expect.stringContaining(words),
    ]);
    expect([dropped?.description, dropped?.tooltip]).toEqual(["4 removed", expect.not.stringContaining("salt")]);
  });
});
