import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { workspacesOf } from "../../../server/documents/workspaces.ts";

let top: string;
let folder: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "workspaces-"));
  folder = join(top, "sub");
  mkdirSync(join(top, ".git"));
  mkdirSync(join(folder, ".git"), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

test("The outermost repository counts around a folder that is opened in it, before any file is", () => {
  expect(workspacesOf([folder], [], { home: "/no/home" })).toContain(top);
});

test.each(["localhost", "LOCALHOST", "127.0.0.1"])(
  "and around a file whose address names this machine as %s",
  (host) => {
    const uri = pathToFileURL(join(folder, ".codex/config.toml")).href.replace("file://", `file://${host}`);
    expect(workspacesOf([], [uri], { home: "/no/home" })).toEqual(expect.arrayContaining([folder, top]));
  },
);

test("and around a file, also where no folder is opened", () => {
  const uri = pathToFileURL(join(folder, ".codex/config.toml")).href;
  expect(workspacesOf([], [uri], { home: "/no/home" })).toEqual(expect.arrayContaining([folder, top]));
});
