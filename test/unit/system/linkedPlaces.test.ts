import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { foldersAround } from "../../../system/workspaceFolders.ts";
import { pretendedMachine } from "./pretendedMachine.ts";

let place: string;
beforeEach(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), "linked-")));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function git(folder: string, ...args: readonly string[]): void {
  mkdirSync(join(place, folder), { recursive: true });
  const settings = ["user.name=a", "user.email=a@b", "protocol.file.allow=always"].flatMap((one) => ["-c", one]);
  execFileSync("git", [...settings, ...args], { cwd: join(place, folder), stdio: "ignore" });
}

function repository(folder: string): void {
  git(folder, "init", "-q");
  git(folder, "commit", "-q", "--allow-empty", "-m", "x");
}

function put(name: string, text: string): void {
  mkdirSync(dirname(join(place, name)), { recursive: true });
  writeFileSync(join(place, name), text);
}

/** The folders that count with a file of this one, by their names in `place`. */
const around = (folder: string) =>
  foldersAround({ files: [join(place, folder, "otel-policy.toml")] }).map((name) => name.slice(place.length + 1));

describe.skipIf(process.platform === "win32")("With a folder of a repository count", () => {
  test("the main checkout of a work tree, and the other way round, and each other one", () => {
    repository("main");
    git("main", "worktree", "add", "-q", "../trees/one", "-b", "one");
    git("main", "worktree", "add", "-q", "../trees/two", "-b", "two");
    const all = ["main", "trees/one", "trees/two"];
    for (const folder of [...all, "trees/one/deep"]) expect(around(folder)).toEqual(expect.arrayContaining(all));
  });

  test("the repository that holds a submodule, and the main checkout of that", () => {
    repository("library");
    repository("main");
    git("main", "submodule", "add", "-q", "../library", "sub");
    git("main", "commit", "-qm", "x");
    git("main", "worktree", "add", "-q", "../tree", "-b", "tree");
    git("tree", "submodule", "update", "-q", "--init");
    expect(around("main/sub")).toContain("main");
    expect(around("tree/sub")).toEqual(expect.arrayContaining(["tree", "main"]));
  });

  test("the folder in which a bare repository keeps its files", () => {
    repository("source");
    git(".", "clone", "-q", "--bare", "source", "bare.git");
    git("bare.git", "worktree", "add", "-q", "../tree", "-b", "tree");
    expect(around("tree")).toContain("bare.git");
  });

  test("the checkout whose .git a link names", () => {
    repository("main");
    mkdirSync(join(place, "other"));
    symlinkSync(join(place, "main/.git"), join(place, "other/.git"));
    expect(around("other")).toContain("main");
  });

  test("what other systems share", () => {
    put("main/.jj/repo/store/type", "git");
    put("jj/.jj/repo", join(place, "main/.jj/repo"));
    put("source/.hg/store/x", "");
    put("hg/.hg/sharedpath", `${join(place, "source/.hg")}\n`);
    expect(around("jj")).toContain("main");
    expect(around("hg")).toContain("source");
  });

  test("no more for what is no repository, names nothing, or goes on without end", () => {
    put("none/.git", "gitdir: \n");
    put("other/.git", "gitdir: /net/host/main/.git/worktrees/other\n");
    put("circle/.git", "gitdir: ../circle/.git\n");
    mkdirSync(join(place, "plain"));
    for (const folder of ["none", "other", "plain"]) expect(around(folder)).toEqual([folder]);
    expect(around("circle")).toContain("circle");
  });
});

test("A pointer to another machine is not followed, nor one through a link", () => {
  const asked: string[] = [];
  const texts = {
    "/r/.git": "gitdir: //host/share/main/.git/worktrees/r\n",
    "/q/.git": "gitdir: link/.git/worktrees/q\n",
  };
  const machine = pretendedMachine({ texts, links: { "/q/link": "/net/host" } });
  const watched = {
    ...machine,
    exists: (path: string) => {
      asked.push(path);
      return machine.exists(path);
    },
  };
  expect(foldersAround({ folders: ["/r", "/q"] }, watched)).toEqual(["/r", "/q"]);
  expect(asked.filter((path) => /host/.test(path))).toEqual([]);
});
