import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readFoundConfig } from "../../../system/foundConfig.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "found-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text = ""): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

/** What is read of the configuration in `codexHome` while one works in `worked`. */
const read = (codexHome: string, worked = "work") =>
  readFoundConfig(join(folder, codexHome, "config.toml"), {
    own: { home: join(folder, "home"), codexHome: join(folder, codexHome) },
    worked: [join(folder, worked)],
  });

const link = (target: string, name: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  symlinkSync(target, join(folder, name));
};

describe.skipIf(process.platform === "win32")("The configuration in Codex's folder", () => {
  test("is read where it is an ordinary file, and there may be none", () => {
    put("home/.codex/config.toml", "[otel]\n");
    expect(read("home/.codex")).toBe("[otel]\n");
    expect(read("home/none")).toBeUndefined();
  });

  test("may be a link to anywhere in the person's own folder", () => {
    link(put("dotfiles/config.toml", "[otel]\n"), "home/.codex/config.toml");
    expect(read("home/.codex")).toBe("[otel]\n");
  });

  test.each(["repo", "work"])(
    "is not read through a link out of the repository that it is in, with %s open",
    (worked) => {
      mkdirSync(join(folder, "repo/.git"), { recursive: true });
      link(put("elsewhere/config.toml", "[otel]\n"), "repo/codex/config.toml");
      expect(read("repo/codex", worked)).toEqual({ unread: "is a link out of this repository" });
      rmSync(join(folder, "repo/codex/config.toml"));
      link(put("repo/shared/config.toml", "[otel]\n"), "repo/codex/config.toml");
      expect(read("repo/codex", worked)).toBe("[otel]\n");
    },
  );

  test("is no pipe that waits for a writer, nothing of many gigabytes, and no folder", () => {
    mkdirSync(join(folder, "home/.codex"), { recursive: true });
    execFileSync("mkfifo", [join(folder, "home/.codex/config.toml")]);
    expect(read("home/.codex")).toEqual({ unread: "is no ordinary file" });
    truncateSync(put("large/config.toml"), 10 * 1024 ** 3);
    expect(read("large")).toEqual({ unread: "is too large" });
    mkdirSync(join(folder, "odd/config.toml"), { recursive: true });
    expect(read("odd")).toEqual({ unread: "is no ordinary file" });
    link("config.toml", "circle/config.toml");
    expect(read("circle")).toEqual({ unread: "cannot be read" });
  });

  test.skipIf(process.platform !== "linux").each(["/dev/zero", "/proc/self/environ", "/proc/self/pagemap"])(
    "nor %s, not by the person's own link either",
    (path) => {
      link(path, "home/.codex/config.toml");
      expect(read("home/.codex")).toEqual({ unread: "is no ordinary file" });
    },
  );
});
