import { describe, expect, test } from "vitest";
import { attributeItem } from "../../../../client/sessions/views/attributeItem.ts";
import type { AttributeRow } from "../../../../listener/protocol/events.ts";
import { context } from "./samples.ts";

const row: AttributeRow = { name: "tool_name", type: "string", class: "metadata", text: "exec_command" };

describe("an attribute", () => {
  test("shows its name and value, its type on the wire and its data class", () => {
    expect(attributeItem(row, context)).toMatchObject({
      label: "tool_name",
      description: "exec_command",
      tooltip: "exec_command\n\nAttribute: tool_name\nType on the wire: string\nData class: metadata",
      collapsible: "none",
      accessibilityLabel: "Attribute tool_name: exec_command",
    });
  });

  test("of the resource goes without its prefix in the row, and with it in the tooltip", () => {
    const item = attributeItem({ ...row, name: "resource.host.name" }, context);
    expect(item.label).toBe("host.name");
    expect(item.tooltip).toContain("Attribute: resource.host.name");
  });

  test("is cut in the row, and later in the tooltip", () => {
    const item = attributeItem({ ...row, text: "x".repeat(5000) }, context);
    expect(item.description).toHaveLength(200);
    expect(item.accessibilityLabel.length).toBeLessThan(250);
    expect(item.tooltip.split("\n")[0]).toHaveLength(2000);
  });

  test.each([
    ["string", "symbol-string"],
    ["int", "symbol-number"],
    ["double", "symbol-number"],
    ["bool", "symbol-boolean"],
    ["array", "symbol-array"],
    ["map", "symbol-object"],
    ["bytes", "symbol-object"],
    ["empty", "symbol-string"],
  ])("of type %s has the icon %s", (type, icon) => {
    expect(attributeItem({ ...row, type }, context).icon?.id).toBe(icon);
  });
});
