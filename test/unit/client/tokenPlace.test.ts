import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { tokenPlaceOf } from "../../../client/sender/tokenPlace.ts";
import { findCodexHome } from "../../../client/shared/codexHome.ts";

/** A home with a config.toml for its owner alone, in folders that others may look into. */
function homeOfOne() {
  const folder = mkdtempSync(join(tmpdir(), "token-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = findCodexHome({}, folder);
  mkdirSync(home.codexHome);
  for (const open of [folder, home.codexHome]) chmodSync(open, 0o755);
  writeFileSync(home.config, "");
  chmodSync(home.config, 0o600);
  return home;
}

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });

describe("the token of verified senders", () => {
  test("is private in the person's own file and in a profile that only they can read", async () => {
    const home = homeOfOne();
    expect(await tokenPlaceOf(home.config, home)).toBe("private");
    const profile = join(home.codexHome, "work.config.toml");
    writeFileSync(profile, "");
    chmodSync(profile, 0o600);
    expect(await tokenPlaceOf(profile, home)).toBe("private");
  });

  test.skipIf(process.platform === "win32")("is readable where the mode says so, or will", async () => {
    const home = homeOfOne();
    chmodSync(home.config, 0o644);
    expect(await tokenPlaceOf(home.config, home)).toBe("readable");
    rmSync(home.config);
    expect(await tokenPlaceOf(home.config, home)).toBe("readable");
    chmodSync(home.codexHome, 0o700);
    expect(await tokenPlaceOf(home.config, home)).toBe("private");
  });

  test("is everybody's who has the repository, also when the file is a link into one", async () => {
    const home = homeOfOne();
    git(home.codexHome, "init");
    expect(await tokenPlaceOf(home.config, home)).toBe("private");
    git(home.codexHome, "add", "config.toml");
    expect(await tokenPlaceOf(home.config, home)).toBe("tracked");
    const other = homeOfOne();
    rmSync(other.config);
    symlinkSync(home.config, other.config);
    expect(await tokenPlaceOf(other.config, other)).toBe("tracked");
  });

  test.each([
    ["of a workspace", "/home/me/project/.codex/config.toml"],
    ["of all users", "/etc/codex/config.toml"],
    ["of an administrator", "/etc/codex/managed_config.toml"],
    ["with another name", "/home/me/notes.toml"],
  ])("has no place in a file %s, whoever can read it", async (_, file) => {
    expect(await tokenPlaceOf(file, homeOfOne())).toBe("foreign");
  });
});
