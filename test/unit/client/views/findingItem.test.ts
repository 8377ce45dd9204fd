import { describe, expect, test } from "vitest";
import { findingItem } from "../../../../client/sessions/views/findingItem.ts";
import { worstSeverity } from "../../../../core/policy/model/worstSeverity.ts";
import { context } from "./samples.ts";

const finding = { id: "weakened-sandbox", severity: "high", message: "Session runs without a sandbox" } as const;

describe("a finding below an event", () => {
  test("says what was found, and how serious it is to those who see no icons", () => {
    const item = findingItem(finding, context);
    expect(item).toMatchObject({ label: "weakened-sandbox", description: "Session runs without a sandbox" });
    expect(item.tooltip).toContain("Severity: high");
    expect(item.accessibilityLabel).toContain("severity high");
  });

  test("looks different for every severity", () => {
    const severities = ["low", "medium", "high", "critical"] as const;
    const shapes = severities.map((severity) => findingItem({ ...finding, severity }, context).icon?.id);
    expect(new Set(shapes).size).toBe(4);
  });

  test("counts as the worst one among several, and none without any", () => {
    expect(worstSeverity([{ ...finding, severity: "medium" }, finding, { ...finding, severity: "low" }])).toBe("high");
    expect(worstSeverity([])).toBeUndefined();
  });
});
