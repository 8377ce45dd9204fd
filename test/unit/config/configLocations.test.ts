import { expect, test } from "vitest";
import { classifyConfigPath } from "../../../core/config/configLocations.ts";

const home = "/home/ana";

test.each([
  ["/home/ana/.codex/config.toml", "user"],
  ["/home/ana/.codex/work.config.toml", "profile"],
  ["/src/shop/.codex/config.toml", "project"],
  ["/home/ana/.codex/other.toml", undefined],
  ["/home/ana/.codex/.config.toml", undefined],
  ["/src/shop/.codex/work.config.toml", undefined],
  ["/src/shop/config.toml", undefined],
  ["/src/shop/Cargo.toml", undefined],
])("%s is %s", (path, layer) => {
  expect(classifyConfigPath(path, { home })).toBe(layer);
});

test("CODEX_HOME takes the place of ~/.codex", () => {
  const folders = { home, codexHome: "/etc/codex/" };
  expect(classifyConfigPath("/etc/codex/config.toml", folders)).toBe("user");
  expect(classifyConfigPath("/etc/codex/ci.config.toml", folders)).toBe("profile");
  expect(classifyConfigPath("/home/ana/.codex/config.toml", folders)).toBe("project");
});

test("Windows paths are understood, whatever the case of the drive", () => {
  const folders = { home: "C:\\Users\\Ana" };
  expect(classifyConfigPath("c:\\Users\\Ana\\.codex\\config.toml", folders)).toBe("user");
  expect(classifyConfigPath("C:/Users/Ana/.codex/config.toml", folders)).toBe("user");
});
