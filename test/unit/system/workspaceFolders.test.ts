import { describe, expect, test } from "vitest";
import { isInside } from "../../../system/insideFolder.ts";
import { foldersAround, isOwnCodexHome, isOwnFile, untrustedFolders } from "../../../system/workspaceFolders.ts";
import { pretendedMachine } from "./pretendedMachine.ts";

describe("A folder that CODEX_HOME puts into a workspace is the workspace's", () => {
  const of = (codexHome: string, home = "/home/me") => ({ home, codexHome });
  const machine = pretendedMachine({ links: { "/opt/codex": "/home/me/repo/codex" } });

  test.each([
    ["/home/me/.codex", ["/home/me/repo"], true],
    ["/opt/own", ["/home/me/repo"], true],
    ["/home/me/repo/.codex", ["/home/me/repo"], false],
    ["/home/me/repo", ["/home/me/repo"], false],
    ["/home/me/repo/deep/codex", ["/other", "/home/me/repo"], false],
    ["/opt/codex", ["/home/me/repo"], false],
    ["/opt/codex/not-there-yet", ["/home/me/repo"], false],
  ])("%s with %j open: own is %s", (codexHome, workspaces, isOwn) => {
    expect(isOwnCodexHome(of(codexHome), workspaces, machine)).toBe(isOwn);
    expect(isOwnFile(`${codexHome}/config.toml`, of(codexHome), workspaces, machine)).toBe(isOwn);
  });

  test("but the account's own stays the person's, also when it or the home folder is what is open", () => {
    for (const workspace of ["/home/me/.codex", "/home/me", "/home", "/"])
      expect(isOwnCodexHome(of("/home/me/.codex"), [workspace], machine), workspace).toBe(true);
    expect(isOwnCodexHome(of("/home/me/repo/.codex"), ["/home/me/repo"], machine)).toBe(false);
  });

  test("a home that the environment names is the person's when it is what is open, not when it lies in a workspace", () => {
    const folders = of("/ci/home/.codex", "/ci/home");
    expect(isOwnCodexHome(folders, ["/ci/home"], machine)).toBe(true);
    expect(isOwnCodexHome(folders, ["/ci"], machine)).toBe(false);
    expect(isOwnCodexHome(of("/ci/home/codex", "/ci/home"), ["/ci/home"], machine)).toBe(false);
  });

  test("and a work tree that Codex keeps in its folder is not the person's", () => {
    const codexHome = "/home/me/.codex";
    expect(isOwnFile(`${codexHome}/work.config.toml`, of(codexHome), [], machine)).toBe(true);
    expect(isOwnFile(`${codexHome}/worktrees/a/.codex/config.toml`, of(codexHome), [], machine)).toBe(false);
    expect(isOwnFile("/home/me/repo/.codex/config.toml", of(codexHome), [], machine)).toBe(false);
  });
});

describe("The folders around a file and the current folder count as workspaces", () => {
  const machine = pretendedMachine({ existing: ["/home/me/repo/.git", "/home/me/.git"] });
  const around = (files: readonly string[], folders: readonly string[] = []) =>
    foldersAround({ files, folders }, machine);

  test("up to the top of the repository and to what holds .codex", () => {
    expect(around(["/home/me/repo/a/.codex/config.toml"])).toEqual([
      "/home/me/repo/a/.codex",
      "/home/me/repo/a",
      "/home/me/repo",
    ]);
    expect(around(["/else/.codex/config.toml"])).toEqual(["/else/.codex", "/else"]);
    expect(around([], ["/home/me/repo/deep"])).toEqual(["/home/me/repo/deep", "/home/me/repo"]);
  });

  test("also the outermost repository, where one lies in another or holds a planted .git, and what holds .codex above", () => {
    const existing = ["/c/.git", "/c/sub/.git", "/d/.codex", "/d/repo/.git", "/home/me/.codex", "/home/me/x/.git"];
    const nested = pretendedMachine({ existing: [...existing, "/home/me/x/y/.git"], links: { "/link": "/c/sub" } });
    const aroundFolder = (folder: string) => foldersAround({ folders: [folder] }, nested);
    expect(aroundFolder("/c/sub")).toEqual(["/c/sub", "/c"]);
    expect(aroundFolder("/c/sub/deep")).toEqual(["/c/sub/deep", "/c/sub", "/c"]);
    expect(aroundFolder("/d/repo/a")).toEqual(["/d/repo/a", "/d/repo", "/d"]);
    expect(aroundFolder("/home/me/x/y")).toEqual(["/home/me/x/y", "/home/me/x"]);
    expect(aroundFolder("/link")).toEqual(["/link", "/c/sub", "/c"]);
    expect(foldersAround({ files: ["/c/sub/.codex/config.toml"] }, nested)).toEqual(["/c/sub/.codex", "/c/sub", "/c"]);
  });

  test.each([".hg", ".jj", ".svn", ".sl", ".bzr", "_darcs"])("whichever system keeps the repository: %s", (mark) => {
    const other = pretendedMachine({ existing: [`/r/${mark}`] });
    expect(foldersAround({ files: ["/r/sub/.codex/config.toml"] }, other)).toContain("/r");
    expect(foldersAround({ folders: ["/r/sub"] }, other)).toEqual(["/r/sub", "/r"]);
  });

  test("also those around what a link leads to", () => {
    const linked = pretendedMachine({
      existing: ["/c/.git"],
      links: { "/notes/otel-policy.toml": "/c/a/otel-policy.toml" },
    });
    expect(foldersAround({ files: ["/notes/otel-policy.toml"] }, linked)).toEqual(["/notes", "/c/a", "/c"]);
  });

  test("also of a file that is not there yet, by each name that links give it", () => {
    const links = { "/notes": "/plain/sub", "/away": "/r/link", "/r/link": "/plain" };
    const linked = pretendedMachine({ links, existing: ["/r/.git"] });
    expect(foldersAround({ files: ["/notes/otel-policy.toml"] }, linked)).toEqual(["/notes", "/plain/sub"]);
    expect(foldersAround({ files: ["/notes/.codex/config.toml"] }, linked)).toEqual(
      expect.arrayContaining(["/notes/.codex", "/notes", "/plain/sub/.codex", "/plain/sub"]),
    );
    expect(foldersAround({ files: ["/away/otel-policy.toml"] }, linked)).toEqual(["/away", "/r", "/r/link", "/plain"]);
    const dangling = pretendedMachine({ links: { "/notes/otel-policy.toml": "/plain/none/policy.toml" } });
    expect(foldersAround({ files: ["/notes/otel-policy.toml"] }, dangling)).toEqual(["/notes", "/plain/none"]);
  });

  test("but a CODEX_HOME is the person's beside the folder that is worked in, unless a repository holds both", () => {
    const beside = pretendedMachine({ existing: ["/d/.codex", "/c/.codex", "/c/.git"] });
    const isOwn = (codexHome: string, folder: string) =>
      isOwnCodexHome({ home: "/nowhere", codexHome }, foldersAround({ folders: [folder], codexHome }, beside), beside);
    expect(isOwn("/d/.codex", "/d/elsewhere")).toBe(true);
    expect(isOwn("/d/.codex", "/d")).toBe(false);
    expect(isOwn("/c/.codex", "/c/sub")).toBe(false);
    expect(foldersAround({ folders: ["/d/elsewhere"] }, beside)).toContain("/d");
  });

  test("but never the account's home folder or one above it, where the person's own programs are", () => {
    expect(around(["/home/me/otel-policy.toml"], ["/", "/home", "/home/me"])).toEqual([]);
    expect(around([], ["/home/me/project"])).toEqual(["/home/me/project"]);
  });
});

describe("The repository that CODEX_HOME lies in chooses no program, wherever one works", () => {
  const existing = ["/c/.git", "/c/deep/.git", "/home/me/.git", "/home/me/dotfiles/.git", "/ci/home/.codex"];
  const machine = pretendedMachine({ existing, links: { "/opt/codex": "/c/deep/codex" } });
  const around = (codexHome: string, home = "/home/me") =>
    untrustedFolders({ folders: ["/work"], own: { home, codexHome } }, machine);

  test.each([
    ["/c/deep/codex", ["/work", "/c/deep", "/c"]],
    ["/c/codex", ["/work", "/c"]],
    ["/c", ["/work", "/c"]],
    ["/opt/codex", ["/work", "/c/deep", "/c"]],
    ["/opt/codex/not-there-yet", ["/work", "/c/deep", "/c"]],
    ["/home/me/dotfiles/codex", ["/work", "/home/me/dotfiles"]],
    ["/home/me/.codex", ["/work"]],
    ["/home/me/elsewhere", ["/work"]],
    ["/ci/home/.codex", ["/work"]],
  ])("%s: %j", (codexHome, expected) => expect(around(codexHome)).toEqual(expected));

  test("with the person's own file open", () => {
    const own = { home: "/home/me", codexHome: "/c/codex" };
    expect(untrustedFolders({ opened: ["/work"], files: ["/c/codex/config.toml"], own }, machine)).toContain("/c");
  });

  test("while a file of somebody else counts, and the person's own does not", () => {
    const own = { home: "/home/me", codexHome: "/home/me/.codex" };
    const files = ["/home/me/.codex/config.toml", "/c/otel-policy.toml"];
    expect(untrustedFolders({ files, own }, machine)).toEqual(["/c"]);
    expect(untrustedFolders({ opened: ["/home/me"], own }, machine)).toEqual(["/home/me"]);
  });
});

test("Inside is a matter of folders, not of letters", () => {
  const machine = pretendedMachine({});
  expect(isInside("/a/b", "/a", machine)).toBe(true);
  expect(isInside("/a/..b", "/a", machine)).toBe(true);
  expect(isInside("/ab", "/a", machine)).toBe(false);
  expect(isInside("/a/../b", "/a", machine)).toBe(false);
  const windows = pretendedMachine({ platform: "win32" });
  expect(isInside("c:\\Work\\b", "C:\\work", windows)).toBe(true);
  expect(isInside("D:\\work\\b", "C:\\work", windows)).toBe(false);
});
