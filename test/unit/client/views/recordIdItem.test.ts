import { describe, expect, test } from "vitest";
import { belowRow } from "../../../../client/sessions/sessionChildren.ts";
import { itemOf } from "../../../../client/sessions/views/nodeItem.ts";
import { routeItem } from "../../../../client/sessions/views/routeItem.ts";
import { keptGroupItem } from "../../../../client/setup/views/accountItem.ts";
import type { RouteRow } from "../../../../listener/protocol/events.ts";
import { context, delivered, deliveredWithIds, deliveredWithKeptIds, detail, withheld } from "./samples.ts";

const below = (content: Parameters<typeof belowRow>[0]) =>
  belowRow(content).map(([id, inner]) => itemOf({ id, parent: undefined, content: inner }, context));
const belowRoute = (route: RouteRow) => below({ kind: "route", route, detail });

describe("the ids of trace and span that a record has itself", () => {
  test("stand below a destination with what becomes of them, behind its redactions", () => {
    const items = belowRoute(deliveredWithIds);
    expect(items.map(({ label }) => label)).toEqual([
      "Receives codex.tool_result.",
      ...delivered.redactions.map(({ attribute }) => attribute),
      "trace_id",
      "span_id",
      "Unchanged",
    ]);
    const [trace, span] = items.slice(4);
    expect(trace).toMatchObject({
      description: "hashed · 0af7651916cd43dd → b7ad6b7169203331",
      accessibilityLabel: "trace_id of the record itself, hashed · 0af7651916cd43dd → b7ad6b7169203331",
    });
    expect(trace?.tooltip.split("\n")).toEqual([
      "trace_id of the record itself: hashed",
      "Hashes have no salt: whoever knows a value can look for its hash. Name a variable for it in [hashing] salt_env.",
      "Received: 0af7651916cd43dd",
      "Sent: b7ad6b7169203331",
      "Data class: identifier",
      "Rule: destinations.siem.redact.identifier",
    ]);
    expect(span?.description).toBe("removed · 00f067aa0ba902b7");
    expect(span?.tooltip).toContain(
      "An id cannot be masked or cut: it goes.\nReceived: 00f067aa0ba902b7\nSent: nothing",
    );
  });

  test("are among what is unchanged where they are kept", () => {
    expect(belowRoute(deliveredWithKeptIds).map(({ label }) => label)).not.toContain("trace_id");
    expect(keptGroupItem(deliveredWithKeptIds, context).description).toBe("3");
    const kept = below({ kind: "keptGroup", route: deliveredWithKeptIds });
    expect(kept.map(({ label, description }) => [label, description])).toEqual([
      ["tool_name", "metadata · "],
      ["trace_id", "identifier · 0af7651916cd43dd"],
      ["span_id", "identifier · 00f067aa0ba902b7"],
    ]);
    const onlyIds = { ...deliveredWithKeptIds, account: [] };
    expect(belowRoute(onlyIds).at(-1)?.label).toBe("Unchanged");
  });

  test("count for what a destination is said to get", () => {
    expect(routeItem(deliveredWithIds, context).description).toBe("delivered, 5 redactions");
    expect(routeItem({ ...deliveredWithIds, redactions: [] }, context).description).toBe("delivered, 2 redactions");
    expect(routeItem({ ...deliveredWithKeptIds, redactions: [] }, context).description).toBe("delivered unchanged");
  });

  test("are not told of a withheld event", () => {
    expect(belowRoute({ ...withheld, ids: deliveredWithIds.ids })).toHaveLength(1);
  });
});
