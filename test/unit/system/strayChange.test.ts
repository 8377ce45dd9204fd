import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { strayChange } from "../../../system/foundFiles.ts";
import { thisMachine } from "../../../system/machineFolders.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "links-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(folder, name);
function file(name: string): string {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), "");
  return path(name);
}
function link(target: string, name: string): string {
  mkdirSync(dirname(path(name)), { recursive: true });
  symlinkSync(path(target), path(name));
  return path(name);
}
const own = () => ({ home: path("home"), codexHome: path("home/.codex") });
const change = (changed: string, worked = "elsewhere") =>
  strayChange(changed, { own: own(), worked: [path(worked)] }, { ...thisMachine, accountHome: path("home") });

describe.skipIf(process.platform === "win32")("A file that is to be changed", () => {
  test("is changed where it is no link, in a repository too", () => {
    expect(change(file("home/.codex/config.toml"))).toBeUndefined();
    mkdirSync(path("repo/.git"), { recursive: true });
    expect(change(file("repo/config.toml"))).toBeUndefined();
    expect(change(path("repo/new.toml"))).toBeUndefined();
  });

  test("is changed through a link that leads into no repository", () => {
    const config = link("own/config.toml", "home/.codex/config.toml");
    file("own/config.toml");
    expect(change(config)).toBeUndefined();
  });

  test.each([".git", ".hg", ".jj", ".svn"])("is not changed through a link into a repository: %s", (mark) => {
    mkdirSync(path(`dotfiles/${mark}`), { recursive: true });
    file("dotfiles/codex/config.toml");
    const said = `is a link into ${path("dotfiles")}`;
    expect(change(link("dotfiles/codex/config.toml", "home/.codex/config.toml"))).toBe(said);
    const above = link("dotfiles/codex", "other/.codex");
    expect(change(join(above, "config.toml"))).toBe(said);
    expect(change(join(above, "new.config.toml"))).toBe(said);
  });

  test("is not changed through a link into the folder that is worked in", () => {
    file("elsewhere/config.toml");
    const config = link("elsewhere/config.toml", "home/.codex/config.toml");
    expect(change(config)).toBe(`is a link into ${path("elsewhere")}`);
    expect(change(config, "somewhere")).toBeUndefined();
  });

  test("is not changed where Codex's folder is a link to a repository itself", () => {
    mkdirSync(path("dotfiles/.git"), { recursive: true });
    const home = link("dotfiles", "home/.codex");
    expect(change(join(home, "config.toml"))).toBe(`is a link into ${path("dotfiles")}`);
  });

  test("is changed through a link that stays in its repository, or that lies above it", () => {
    mkdirSync(path("all/repo/.git"), { recursive: true });
    file("all/repo/shared/config.toml");
    expect(change(link("all/repo/shared/config.toml", "all/repo/sub/config.toml"))).toBeUndefined();
    expect(change(join(link("all", "alias"), "repo/shared/config.toml"))).toBeUndefined();
  });

  test.each([".git", ".hg", ".jj", ".svn"])("is not changed through a link out of a repository: %s", (mark) => {
    mkdirSync(path(`repo/${mark}`), { recursive: true });
    const victim = file("own/settings.toml");
    const said = (place: string) => `is a link out of ${path("repo")}, to ${place}`;
    expect(change(link("own/settings.toml", "repo/.codex/config.toml"))).toBe(said(victim));
    expect(change(join(link("own", "repo/sub"), "settings.toml"))).toBe(said(victim));
    expect(change(join(path("repo/sub"), "new.toml"))).toBe(said(path("own/new.toml")));
    link("own", "repo/one/way");
    expect(change(link("repo/one/way/settings.toml", "repo/two/config.toml"))).toBe(said(victim));
    expect(change(link("repo/two/config.toml", "elsewhere/config.toml"), "somewhere")).toBe(said(victim));
  });

  test("is not changed through a link out of the folder that is worked in", () => {
    const victim = file("own/settings.toml");
    const config = link("own/settings.toml", "elsewhere/config.toml");
    expect(change(config)).toBe(`is a link out of ${path("elsewhere")}, to ${victim}`);
    expect(change(config, "somewhere")).toBeUndefined();
  });

  test("is changed through a link in Codex's folder, or in its place, wherever the person keeps that and works", () => {
    file("dotfiles/codex/config.toml");
    const config = link("dotfiles/codex/config.toml", "home/.codex/config.toml");
    expect(change(config)).toBeUndefined();
    expect(change(config, "home")).toBeUndefined();
    expect(change(config, "home/.codex")).toBeUndefined();
    mkdirSync(path("home/.codex/.git"));
    expect(change(config)).toBeUndefined();
    rmSync(path("home/.codex"), { recursive: true });
    expect(change(join(link("dotfiles/codex", "home/.codex"), "config.toml"), "home")).toBeUndefined();
  });

  test("is changed through a link out of a repository into the one around it", () => {
    mkdirSync(path("all/.git"), { recursive: true });
    mkdirSync(path("all/sub/.git"), { recursive: true });
    file("all/shared/config.toml");
    expect(change(link("all/shared/config.toml", "all/sub/config.toml"))).toBeUndefined();
  });

  test("is not changed through a link into .git, nor to what is no TOML file", () => {
    file("x/.git/config");
    expect(change(link("x/.git/config", "home/.codex/config.toml"))).toBe("is a link into .git");
    file("x/y/profile");
    expect(change(link("x/y/profile", "home/.codex/b.config.toml"))).toBe("is a link to a file that is no TOML file");
  });
});
