import { describe, expect, test } from "vitest";
import { eventItem, moreItem } from "../../../../client/sessions/views/eventItem.ts";
import { events } from "../../../../core/events/catalogue.ts";
import { context, detail } from "./samples.ts";

const finding = { id: "destructive-tool", severity: "high", message: "A destructive command was approved" } as const;

describe("an event in the tree", () => {
  test("has a short name and a summary, and is read aloud with the name that policies use", () => {
    const item = eventItem(detail, context);
    expect(item.label).toBe("tool_result");
    expect(item.accessibilityLabel).toMatch(/^codex\.tool_result · /);
    expect(item.description).toBe("exec_command: ls -la");
    expect(item.tooltip).toContain("11:55:09");
  });

  test("of another sender keeps its whole name", () => {
    expect(eventItem({ ...detail, name: "claude_code.tool_result" }, context).label).toBe("claude_code.tool_result");
  });

  test("tells events apart by their icon", () => {
    const icons = events.map(({ name }) => eventItem({ ...detail, name }, context).icon?.id);
    expect(new Set(icons).size).toBe(events.length);
    expect(icons).not.toContain("circle-outline");
    expect(eventItem({ ...detail, name: "something.else" }, context).icon?.id).toBe("circle-outline");
  });

  test("that tells of something that went badly looks so, without colours too, and is read aloud so", () => {
    const good = eventItem(detail, context);
    const failed = eventItem({ ...detail, outcome: "failed" }, context);
    const denied = eventItem({ ...detail, name: "codex.tool_decision", outcome: "denied" }, context);
    expect(new Set([good, failed, denied].map(({ icon }) => icon?.id)).size).toBe(3);
    expect(
      [good, failed, denied].map(({ accessibilityLabel }) => / · (failed|denied) · /.exec(accessibilityLabel)?.[1]),
    ).toEqual([undefined, "failed", "denied"]);
    expect(failed.tooltip.split("\n")).toContain("failed");
  });

  test("of a tool call offers to go to the other events of that call", () => {
    expect(eventItem(detail, context).context).toBe("event");
    expect(eventItem({ ...detail, isOfCall: true }, context).context).toBe("callEvent");
  });

  test("with a finding shows its severity and reads it aloud", () => {
    const item = eventItem({ ...detail, findings: [finding] }, context);
    expect(item.description).toContain("destructive-tool");
    expect(item.icon).toEqual({ id: "error", color: "list.errorForeground" });
    expect(item.accessibilityLabel).toContain("A destructive command was approved");
  });

  test("with several findings shows the most serious one", () => {
    const findings = [
      { ...finding, severity: "low" as const },
      { ...finding, severity: "critical" as const },
      { ...finding, severity: "medium" as const },
    ];
    expect(eventItem({ ...detail, findings }, context).icon?.id).toBe("flame");
  });

  test("says how many more there are behind a page", () => {
    expect(moreItem(350, context)).toMatchObject({ label: "Show more…", description: "350 further events" });
  });
});
