import { describe, expect, test } from "vitest";
import {
  detectionItem,
  keptGroupItem,
  keptItem,
  keptOf,
  stepItem,
} from "../../../../client/setup/views/accountItem.ts";
import type { AccountStep } from "../../../../core/policy/evaluate/explain.ts";
import type { RouteRow } from "../../../../listener/protocol/events.ts";
import { context, delivered, detail, withheld } from "./samples.ts";

const kept = { attribute: "arguments", class: "tool_arguments", action: "keep", rule: "destinations.siem" } as const;

describe("a rule that was asked", () => {
  const step: AccountStep = {
    rule: "destinations.siem.when[0]",
    outcome: "holds",
    text: "The condition holds: success equals true.",
  };

  test("says what it asked, and where it stands in the policy", () => {
    expect(stepItem(step, context)).toMatchObject({
      label: "The condition holds: success equals true.",
      description: "destinations.siem.when[0]",
      tooltip: "The condition holds: success equals true.\nRule: destinations.siem.when[0]",
      accessibilityLabel: "The condition holds: success equals true. destinations.siem.when[0]",
    });
  });

  test("shows by its icon whether it held, did not hold or was not asked", () => {
    const icons = (["holds", "does-not-hold", "not-asked"] as const).map(
      (outcome) => stepItem({ ...step, outcome }, context).icon?.id,
    );
    expect(new Set(icons).size).toBe(3);
  });
});

describe("what a destination gets unchanged", () => {
  test("is every attribute that is kept, and nothing of a withheld event", () => {
    expect(keptOf(delivered).map(({ attribute }) => attribute)).toEqual(["tool_name"]);
    expect(keptOf({ ...withheld, account: delivered.account })).toEqual([]);
  });

  test("is counted in its heading", () => {
    expect(keptGroupItem(delivered, context)).toMatchObject({
      label: "Unchanged",
      description: "1",
      tooltip: "What siem gets as it was received.",
      collapsible: "collapsed",
      accessibilityLabel: "1 attribute unchanged",
    });
  });

  test("is shown with its data class and the value that is sent", () => {
    const item = keptItem(kept, delivered, context);
    expect(item.label).toBe("arguments");
    expect(item.description).toBe('tool_arguments · {"cmd":"echo [SECRET:github_token]"}');
    expect(item.accessibilityLabel).toBe("Attribute arguments, unchanged, class tool_arguments");
  });

  test("is shown without a value that the destination does not get", () => {
    expect(keptItem({ ...kept, attribute: "missing" }, delivered, context).description).toBe("tool_arguments · ");
  });

  test("is shown short, however long the value is", () => {
    const long: RouteRow = {
      ...delivered,
      attributes: [{ name: "arguments", type: "string", class: "tool_arguments", text: "x".repeat(500) }],
    };
    const { description } = keptItem(kept, long, context);
    expect(description.endsWith("…")).toBe(true);
    expect(description.length).toBeLessThan(100);
  });

  test("names the rule that keeps it", () => {
    const rule = "destinations.siem.redact.tool_arguments";
    expect(keptItem({ ...kept, rule }, delivered, context).tooltip).toContain(`Rule: ${rule}`);
  });

  test.each([
    ["siem", "destinations.siem"],
    ["my lake", 'destinations."my lake"'],
  ])("says so when %s does not name its class", (destination, path) => {
    const route: RouteRow = { ...delivered, destination, rule: `${path}.receives[0]` };
    const rule = `${path}.redact.default`;
    expect(keptItem({ ...kept, rule }, route, context).tooltip).toContain(
      `Rule: ${rule}, for ${destination} does not name this class`,
    );
  });
});

test("a detection that found nothing says why, and by which rule", () => {
  const [detection] = detail.detections;
  if (detection === undefined) throw new Error("sample is missing");
  expect(detectionItem(detection, context)).toMatchObject({
    label: "destructive-tool-approval",
    description: "The condition does not hold: decision equals approved.",
    tooltip:
      "destructive-tool-approval\nThe condition does not hold: decision equals approved.\nRule: detections[2].when[0]",
    accessibilityLabel: "Detection destructive-tool-approval: The condition does not hold: decision equals approved.",
  });
});
