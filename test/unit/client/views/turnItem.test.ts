import { describe, expect, test } from "vitest";
import { turnItem } from "../../../../client/sessions/views/turnItem.ts";
import { context, turn } from "./samples.ts";

describe("a turn in the tree", () => {
  test("shows what the person asked", () => {
    const item = turnItem(turn, context);
    expect(item.label).toBe("Turn 1: List the files");
    expect(item.description).toBe("20 events · 2.2k tokens · 3 s");
  });

  test("says that the prompt was not logged", () => {
    const item = turnItem({ ...turn, prompt: "[REDACTED]" }, context);
    expect(item.label).toBe("Turn 1");
    expect(item.description).toContain("prompt not logged");
  });

  test("shortens a long prompt in the row and keeps it in the tooltip", () => {
    const prompt = "word ".repeat(24).trim();
    const item = turnItem({ ...turn, prompt }, context);
    expect(item.label.length).toBeLessThan(100);
    expect(item.label.endsWith("…")).toBe(true);
    expect(item.tooltip).toContain(prompt);
  });

  test("tells how often something failed or was denied, also when it is read aloud", () => {
    const item = turnItem({ ...turn, findings: 1, failures: 2, denials: 1 }, context);
    expect(item.description).toMatch(/^1 finding · 2 failed · 1 denied · /);
    expect(item.accessibilityLabel).toContain("2 failed · 1 denied");
    expect(item.tooltip).toMatch(/failed: 2\n.*refused: 1$/);
  });

  test("names what came before the first prompt", () => {
    const item = turnItem({ ...turn, turn: 0, prompt: "" }, context);
    expect(item.label).toBe("Before the first prompt");
    expect(item.description).not.toContain("prompt not logged");
  });
});
