import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leadsToAnotherMachine, resolveLocally } from "../../../system/localPath.ts";
import { thisMachinesLinks, walkPath } from "../../../system/walkPath.ts";
import { pretendedMachine } from "./pretendedMachine.ts";

const walk = (path: string, links: Readonly<Record<string, string>> = {}) =>
  walkPath(path, pretendedMachine({ links }));

describe("The way along a path", () => {
  test("passes every folder, every link and what each link says", () => {
    const { steps, names } = walk("/a/b/c", { "/a/b": "../r/x", "/r/x": "/end" });
    expect(steps).toEqual(["/a", "/a/b", "/", "/r", "/r/x", "/end", "/end/c"]);
    expect(names).toEqual(["/a/b/c", "/r/x/c", "/end/c"]);
  });

  test("goes up from where a link leads, not from where it stands", () => {
    expect(walk("/a/link/../b", { "/a/link": "/r/deep/down" }).names.at(-1)).toBe("/r/deep/b");
    expect(walk("/a/first", { "/a/first": "link/../b", "/a/link": "/r/deep" }).names.at(-1)).toBe("/r/b");
  });

  test("goes on where nothing is there yet, and where a link leads to nothing", () => {
    expect(walk("/a/link/new", { "/a/link": "/r/none" }).names.at(-1)).toBe("/r/none/new");
  });

  test("ends where links lead in a circle", () => {
    expect(walk("/a/one", { "/a/one": "two", "/a/two": "one" }).stopped).toBe("too many links");
  });

  test("of a relative path is not known", () => expect(walk("a/b").steps).toEqual(["a/b"]));

  test("on Windows takes the drive of the link", () => {
    const windows = pretendedMachine({ platform: "win32", links: { "C:\\npm\\x": "\\work\\repo" } });
    expect(walkPath("C:\\npm\\x\\codex.exe", windows).names.at(-1)).toBe("C:\\work\\repo\\codex.exe");
  });
});

describe.skipIf(process.platform === "win32")("On this machine", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "walk-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("the end is what the system has, with `..` behind a link too", () => {
    mkdirSync(join(folder, "r/deep"), { recursive: true });
    mkdirSync(join(folder, "r/b"));
    symlinkSync("r/deep", join(folder, "link"));
    symlinkSync("link/../b", join(folder, "first"));
    for (const name of ["first", "link/../b", "link", "."]) {
      const path = `${folder}/${name}`;
      expect(walkPath(path, thisMachinesLinks).names.at(-1), name).toBe(realpathSync.native(path));
      expect(resolveLocally(path), name).toBe(realpathSync.native(path));
    }
    expect(resolveLocally(join(folder, "none"))).toBeUndefined();
  });

  test("a detour in what a link says does not hide another machine", () => {
    mkdirSync(join(folder, "sub"));
    symlinkSync("/net/host/share", join(folder, "far"));
    symlinkSync("far/../ca.pem", join(folder, "ca.pem"));
    expect(leadsToAnotherMachine(join(folder, "ca.pem"))).toBe(true);
    expect(resolveLocally(join(folder, "ca.pem"))).toBeUndefined();
  });
});
