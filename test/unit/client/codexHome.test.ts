import { describe, expect, test } from "vitest";
import { findCodexHome } from "../../../client/shared/codexHome.ts";

describe("where Codex keeps its configuration", () => {
  test("is CODEX_HOME", () => {
    expect(findCodexHome({ CODEX_HOME: "/srv/codex" }, "/home/ada").config).toBe("/srv/codex/config.toml");
  });

  test.each([{}, { CODEX_HOME: "" }])("is .codex in the home folder without it (%o)", (environment) => {
    expect(findCodexHome(environment, "/home/ada").config).toBe("/home/ada/.codex/config.toml");
  });
});
