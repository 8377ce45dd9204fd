import { describe, expect, test } from "vitest";
import { findCodexHome, isCodexConfig } from "../../../client/codexHome.ts";

describe("where Codex keeps its configuration", () => {
  test("is CODEX_HOME", () => {
    expect(findCodexHome({ CODEX_HOME: "/srv/codex" }, "/home/ada").config).toBe("/srv/codex/config.toml");
  });

  test.each([{}, { CODEX_HOME: "" }])("is .codex in the home folder without it (%o)", (environment) => {
    expect(findCodexHome(environment, "/home/ada").config).toBe("/home/ada/.codex/config.toml");
  });
});

describe("a Codex configuration file", () => {
  const home = findCodexHome({ CODEX_HOME: "/srv/codex" }, "/home/ada");
  test.each([
    "/srv/codex/config.toml",
    "/srv/codex/work.config.toml",
    "/home/ada/.codex/config.toml",
    "/home/ada/project/.codex/config.toml",
  ])("is %s", (file) => expect(isCodexConfig(file, home)).toBe(true));

  test.each([
    "/home/ada/project/config.toml",
    "/home/ada/project/Cargo.toml",
    "/srv/codex/sub/config.toml",
    "/srv/codex/requirements.toml",
    "/home/ada/.codex/myconfig.toml",
  ])("is not %s", (file) => expect(isCodexConfig(file, home)).toBe(false));
});
