import { describe, expect, test } from "vitest";
import { setupItem, troubleshootingItem } from "../../../../client/setup/views/setupItem.ts";
import type { SetupItem } from "../../../../core/setup/setupItem.ts";
import { context } from "./samples.ts";

const home = "/home/me";
const step: SetupItem = {
  id: "configuration",
  state: "open",
  title: "Configuration file",
  detail: "Codex has no configuration file yet: /home/me/.codex/config.toml",
  action: { kind: "point-codex-here" },
};
const part: SetupItem = { id: "codex.user_prompt", state: "open", title: "codex.user_prompt", detail: "User prompt" };

describe("a step of the setup", () => {
  test("is read aloud with its state, which its icon alone would show", () => {
    const states = (["done", "open", "failed", "unknown"] as const).map((state) =>
      setupItem({ ...step, state }, home, context),
    );
    expect(states.map(({ accessibilityLabel }) => accessibilityLabel.split(", ")[1])).toEqual([
      "done",
      "to do",
      "failed",
      "not known yet",
    ]);
    expect(new Set(states.map(({ icon }) => JSON.stringify(icon))).size).toBe(4);
  });

  test("shortens the person's home folder in the row, and names it whole in the tooltip", () => {
    const { description, tooltip } = setupItem(step, home, context);
    expect(description).toBe("Codex has no configuration file yet: ~/.codex/config.toml");
    expect(tooltip).toContain("/home/me/.codex/config.toml");
  });

  test("has the button of its action, and says that selecting it goes on", () => {
    expect(setupItem(step, home, context)).toMatchObject({
      context: "setup:point-codex-here",
      tooltip: expect.stringContaining("Select to go on."),
      collapsible: "none",
    });
    expect(setupItem(part, home, context)).toMatchObject({ context: "", tooltip: "codex.user_prompt\nUser prompt" });
  });

  test("with parts keeps its button, and promises nothing of a click, which expands it", () => {
    const events = { ...step, title: "Basic events seen", children: [part] };
    const { collapsible, tooltip, context: menu } = setupItem(events, home, context);
    expect(collapsible).toBe("collapsed");
    expect(menu).toBe("setup:point-codex-here");
    expect(tooltip).not.toContain("Select");
  });

  test("shows control characters of a backend's words escaped", () => {
    const refused = setupItem({ ...step, detail: "401: \u001b[31mred" }, home, context);
    expect(`${refused.description}${refused.tooltip}${refused.accessibilityLabel}`).not.toContain("\u001b");
  });
});

describe("the head of the troubleshooting list", () => {
  const failed = { ...step, state: "failed" } as const;
  const done = { ...step, state: "done" } as const;

  test("opens by itself when a line fails, and counts them", () => {
    expect(troubleshootingItem([failed, done], false, context)).toMatchObject({
      collapsible: "expanded",
      description: "1 line fails",
    });
    expect(troubleshootingItem([failed, failed], false, context).description).toBe("2 lines fail");
    expect(troubleshootingItem([done], false, context)).toMatchObject({
      collapsible: "collapsed",
      description: "nothing wrong was found",
    });
  });

  test("stays closed for a person who only begins", () => {
    expect(troubleshootingItem([failed], true, context)).toMatchObject({
      collapsible: "collapsed",
      description: "for when nothing arrives",
    });
  });
});
