import { describe, expect, test } from "vitest";
import { countedBy, type DestinationNode, DestinationsModel } from "../../../client/destinations/destinationsModel.ts";
import { destinationWord } from "../../../client/sessions/filter/filterText.ts";
import type { Query } from "../../../client/sessions/sessionsModel.ts";
import type { DeliveryStatistics } from "../../../core/policy/deliver/deliveryStatistics.ts";
import type { RelayStatus } from "../../../listener/protocol/delivery.ts";
import { idleRelay, logs, restingRelay } from "./views/relays.ts";
import { context } from "./views/samples.ts";

const statistics: DeliveryStatistics = {
  destination: "siem",
  received: { events: 10, bytes: 1000 },
  delivered: { events: 4, bytes: 400 },
  withheld: [
    { rule: "destinations.siem.receives", reason: "No entry of what siem receives names this event.", events: 5 },
    { rule: "destinations.siem.when[1]", reason: "Condition 2 does not hold.", events: 1 },
  ],
  redactions: [{ class: "host", action: "hash", values: 4 }],
  secrets: [{ name: "github_token", count: 2 }],
};

const relay: RelayStatus = {
  ...idleRelay,
  endpoint: "https://collector.example",
  items: { ...idleRelay.items, accepted: logs(4), sent: logs(4) },
};

interface Answers {
  destinations: readonly { readonly name: string; readonly description: string }[] | undefined;
  deliveries: { readonly destinations: readonly DeliveryStatistics[]; readonly complete: boolean } | undefined;
  relays: readonly RelayStatus[] | undefined;
}

/** A listener that answers what it is told to; the policy forwards to `lake`. */
function modelOf(answers: Partial<Answers> = {}) {
  const current: Answers = {
    destinations: [
      { name: "siem", description: "Broad security monitoring" },
      { name: "lake", description: "" },
    ],
    deliveries: { destinations: [statistics], complete: true },
    relays: [],
    ...answers,
  };
  const query = (async (method: keyof Answers) => current[method]) as unknown as Query;
  return { model: new DestinationsModel(query, async () => new Set(["lake"])), current };
}

const labels = (model: DestinationsModel, parent?: DestinationNode) =>
  model.children(parent).map((node) => model.itemOf(node, context).label);

function nodeAt(model: DestinationsModel, ...path: number[]): DestinationNode {
  let node: DestinationNode | undefined;
  for (const index of path) node = model.children(node)[index];
  if (node === undefined) throw new Error("no such row");
  return node;
}

describe("the Destinations view", () => {
  test("is empty without a listener", async () => {
    const { model } = modelOf({ destinations: undefined, deliveries: undefined, relays: undefined });
    await model.refresh();
    expect(model.children()).toEqual([]);
    expect(model.complete).toBe(true);
  });

  test("has the destinations in the order of the policy, and below each what came of the events", async () => {
    const { model } = modelOf();
    await model.refresh();
    expect(labels(model)).toEqual(["siem", "lake"]);
    expect(labels(model, nodeAt(model, 0))).toEqual(["Not forwarded", "Delivered", "Withheld", "Redacted"]);
  });

  test("has nothing to count for a destination before the listener has counted", async () => {
    const { model } = modelOf();
    await model.refresh();
    expect(labels(model, nodeAt(model, 1))).toEqual(["Not forwarded"]);
  });

  test("has the rules below what was withheld, and the classes and secrets below what was redacted", async () => {
    const { model } = modelOf();
    await model.refresh();
    expect(labels(model, nodeAt(model, 0, 2))).toEqual([
      "No entry of what siem receives names this event.",
      "Condition 2 does not hold.",
    ]);
    expect(labels(model, nodeAt(model, 0, 3))).toEqual(["host", "github_token"]);
  });

  test("tells forwarding that is off from forwarding that runs, and from none", async () => {
    const { model, current } = modelOf();
    const forwarding = (index: number) => model.itemOf(nodeAt(model, index, 0), context).description;
    await model.refresh();
    expect([forwarding(0), forwarding(1)]).toEqual(["the policy has no forward", "forwarding is off"]);
    current.relays = [relay];
    await model.refresh();
    expect(forwarding(0)).toBe("up to date · 4 sent");
  });

  test("has what is at rest below its destination, and behind all where the policy has no such one", async () => {
    const gone = { ...restingRelay, queue: "c", destination: "partner", rest: "gone" as const };
    const unknown = { ...restingRelay, queue: "d", destination: "", endpoint: "", rest: "unknown" as const };
    const { model } = modelOf({ relays: [relay, restingRelay, gone, unknown] });
    await model.refresh();
    const row = (...path: readonly number[]) => {
      const { label, description } = model.itemOf(nodeAt(model, ...path), context);
      return `${label}: ${description}`;
    };
    expect(model.itemOf(nodeAt(model, 0), context).description).toContain("4 sent · 12 at rest");
    expect([row(0, 1), row(2), row(3)]).toEqual([
      "12 at rest: for https://elsewhere.example/ · another policy is in force",
      "12 at rest: for https://elsewhere.example/ · the policy forwards to no such destination",
      "12 at rest: for an unknown endpoint · it is not known where it was to go",
    ]);
    const queues = (...path: readonly number[]) => model.queuesOf(nodeAt(model, ...path)).map(({ queue }) => queue);
    expect([queues(0), queues(0, 0), queues(0, 1), queues(2)]).toEqual([["a", "b"], ["a", "b"], ["b"], ["c"]]);
  });

  test("says while the listener is still counting", async () => {
    const { model } = modelOf({ deliveries: { destinations: [statistics], complete: false } });
    await model.refresh();
    expect(model.complete).toBe(false);
  });

  test("keeps its rows when it counts on, so that they stay expanded and selected", async () => {
    const { model, current } = modelOf();
    await model.refresh();
    const before = [nodeAt(model, 0), nodeAt(model, 0, 2)];
    const [rule] = statistics.withheld;
    if (rule === undefined) throw new Error("sample is missing");
    current.deliveries = {
      destinations: [{ ...statistics, withheld: [{ ...rule, events: 7 }] }],
      complete: true,
    };
    await model.refresh();
    expect([nodeAt(model, 0), nodeAt(model, 0, 2)]).toEqual(before);
    expect(nodeAt(model, 0, 2)).toBe(before[1]);
    expect(model.itemOf(nodeAt(model, 0, 2, 0), context).description).toBe("7 events");
  });

  test("gives every row an id of its own", async () => {
    const { model } = modelOf();
    await model.refresh();
    const ids: string[] = [];
    const walk = (parent?: DestinationNode) => {
      for (const node of model.children(parent)) {
        ids.push(node.id);
        walk(node);
      }
    };
    walk();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(11);
  });

  test("shows names from telemetry and policy escaped", async () => {
    const hostile = "si\u202eem\u001b[31m";
    const { model } = modelOf({ destinations: [{ name: hostile, description: "a\nb" }] });
    await model.refresh();
    const item = model.itemOf(nodeAt(model, 0), context);
    expect(item.label).toBe("si\\u{202e}em\\u{1b}[31m");
    expect(`${item.label}${item.description}${item.accessibilityLabel}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("a click on a row", () => {
  test("shows the events that the row counts", async () => {
    const { model } = modelOf();
    await model.refresh();
    const words = (...path: number[]) => {
      const counted = countedBy(nodeAt(model, ...path));
      return counted && destinationWord(counted);
    };
    expect(words(0, 1)).toBe("destination:siem=delivered");
    expect(words(0, 2)).toBe("destination:siem=withheld");
    expect(words(0, 2, 0)).toBe("destination:siem=withheld:receives");
    expect(words(0, 2, 1)).toBe("destination:siem=withheld:when[1]");
    expect(words(0, 3, 0)).toBe("destination:siem=redacted:host");
    expect(words(0, 3, 1)).toBe("destination:siem=redacted:github_token");
  });

  test("filters by nothing where nothing is counted", async () => {
    const { model } = modelOf();
    await model.refresh();
    for (const path of [[0], [0, 0], [0, 3]]) expect(countedBy(nodeAt(model, ...path))).toBeUndefined();
  });
});
