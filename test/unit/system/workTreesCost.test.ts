import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { everyPlace, isInside, leadingInto } from "../../../system/insideFolder.ts";
import { type FolderSurroundings, thisMachine } from "../../../system/machineFolders.ts";
import { foldersAround, untrustedFolders } from "../../../system/workspaceFolders.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "work-trees-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A repository that names so many work trees, each of them with so many folders in each other that are tops of it again. */
function repository(name: string, workTrees: number, nested: number): string {
  const top = join(root, name);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  put(join(top, ".git/HEAD"), "ref: refs/heads/main\n");
  for (let index = 0; index < workTrees; index++) {
    const tree = join(top, `w${index}`);
    put(join(top, `.git/worktrees/${index}/gitdir`), `${join(tree, ".git")}\n`);
    for (let depth = 0; depth < nested; depth++)
      put(join(tree, ...Array.from({ length: depth }, () => "n"), ".git"), `gitdir: ${join(top, ".git")}\n`);
  }
  return top;
}

/** How often the machine is asked for what is untrusted while a repository is open. */
function looksFor(opened: string): { readonly looks: number; readonly found: readonly string[] } {
  let looks = 0;
  const counted =
    <T>(ask: (path: string) => T) =>
    (path: string): T => {
      looks++;
      return ask(path);
    };
  const machine: FolderSurroundings = {
    ...thisMachine,
    readLink: counted(thisMachine.readLink),
    realPath: counted(thisMachine.realPath),
    exists: counted(thisMachine.exists),
    identity: counted(thisMachine.identity),
    readSmall: counted(thisMachine.readSmall),
    list: counted(thisMachine.list),
  };
  const own = { home: join(root, "home"), codexHome: join(root, "home/.codex") };
  const found = untrustedFolders({ folders: [opened], files: [join(opened, ".codex/config.toml")], own }, machine);
  return { looks, found };
}

test("Beyond the work trees and folders that are looked at, every place counts as a workspace", () => {
  const everywhere = everyPlace(process.platform);
  expect(looksFor(repository("enough", 200, 1)).found).not.toContain(everywhere);
  const { found } = looksFor(repository("too-many", 201, 1));
  expect(found).toContain(everywhere);
  expect(leadingInto(found)("/usr/bin/env")).toBe(true);
  expect(isInside("/somewhere/else", everywhere)).toBe(true);
  const deep = (levels: number) => join(root, "deep/w0", ...Array.from({ length: levels }, () => "n"));
  repository("deep", 1, 120);
  expect(looksFor(deep(90)).found).not.toContain(everywhere);
  expect(looksFor(deep(119)).found).toContain(everywhere);
  const names = (count: number) => Array.from({ length: count }, (_, index) => `/f${index}`);
  expect(foldersAround({ folders: names(1000) })).not.toContain(everywhere);
  expect(foldersAround({ folders: names(1001) })).toContain(everywhere);
});

test("Many work trees in each other are looked at in a time that grows with their number, and all are untrusted", () => {
  const few = looksFor(repository("few", 20, 3));
  const many = looksFor(repository("many", 160, 3));
  expect(many.looks / few.looks).toBeLessThan(10);
  expect(many.looks).toBeLessThan(20_000);
  for (const name of ["w0", "w159"]) expect(many.found).toContain(join(root, "many", name));
});

/** The folder of git that each work tree names, under a name of its own. */
const otherNames: Record<string, (top: string, index: number) => string> = {
  "a link to the repository": (top, index) => {
    symlinkSync(top, join(top, `a${index}`), "junction");
    return join(top, `a${index}/.git`);
  },
  "a folder of git with a link to the same work trees": (top, index) => {
    mkdirSync(join(top, `g${index}`));
    symlinkSync(join(top, ".git/worktrees"), join(top, `g${index}/worktrees`), "junction");
    return join(top, `g${index}`);
  },
};

test.each(Object.entries(otherNames))("So are those that each name it by %s", (_, nameOf) => {
  const linked = (name: string, workTrees: number) => {
    const top = repository(name, workTrees, 1);
    for (let index = 0; index < workTrees; index++)
      writeFileSync(join(top, `w${index}/.git`), `gitdir: ${nameOf(top, index)}\n`);
    return looksFor(top);
  };
  const few = linked("few", 20);
  const many = linked("many", 160);
  expect(many.looks / few.looks).toBeLessThan(10);
  for (const name of ["w0", "w159"]) expect(many.found).toContain(join(root, "many", name));
});

test("A work tree that is named from a linked folder is found where git finds it", () => {
  const top = repository("linked", 0, 0);
  mkdirSync(join(root, "elsewhere/deep/worktrees/one"), { recursive: true });
  writeFileSync(join(root, "elsewhere/deep/worktrees/one/gitdir"), "../../../tree/.git\n");
  symlinkSync(join(root, "elsewhere/deep/worktrees"), join(top, ".git/worktrees"), "junction");
  expect(looksFor(top).found).toContain(join(root, "elsewhere/tree"));
});
