import { describe, expect, test } from "vitest";
import { attributeItem } from "../../../../client/sessions/views/attributeItem.ts";
import { groupItem, groupsOf } from "../../../../client/sessions/views/groupItem.ts";
import { context, detail } from "./samples.ts";

describe("the headings below an event", () => {
  test("leave out what is empty and put findings first", () => {
    expect(groupsOf(detail)).toEqual(["routing", "attributes", "resource", "detections"]);
    const finding = { id: "weakened-sandbox", severity: "high", message: "" } as const;
    expect(groupsOf({ ...detail, findings: [finding], resource: [], detections: [] })).toEqual([
      "findings",
      "routing",
      "attributes",
    ]);
  });

  test("open what matters: routing, not the long list of attributes", () => {
    expect(groupItem("routing", detail, context).collapsible).toBe("expanded");
    expect(groupItem("attributes", detail, context).collapsible).toBe("collapsed");
  });

  test("count how many destinations get the event", () => {
    expect(groupItem("routing", detail, context).description).toBe("1 of 2 deliver");
  });
});

describe("an attribute", () => {
  test("shows its value, and its wire type and data class in the tooltip", () => {
    const item = attributeItem({ name: "prompt", type: "string", class: "prompt", text: "List the files" }, context);
    expect(item).toMatchObject({ label: "prompt", description: "List the files", collapsible: "none" });
    expect(item.tooltip).toContain("Type on the wire: string");
    expect(item.tooltip).toContain("Data class: prompt");
  });

  test("of any length stays one row", () => {
    const row = { name: "output", type: "string", class: "tool_output", text: "x".repeat(1_000_000) };
    const item = attributeItem(row, context);
    expect(item.description.length).toBeLessThanOrEqual(200);
    expect(item.tooltip.length).toBeLessThan(3000);
  });
});
