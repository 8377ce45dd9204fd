import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { InitializeParams } from "vscode-languageserver/node";
import { pathOf } from "../../../server/documents/documentPath.ts";
import { openedFolders, workspacesOf } from "../../../server/documents/workspaces.ts";

const nobody: InitializeParams = { processId: null, rootUri: null, capabilities: {} };

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

test.skipIf(process.platform === "win32")("A file or folder on another host is none of this machine's", () => {
  const folders = { home: "/no/home" };
  const parts = join(folder, ".codex/config.toml").slice(1).split("/");
  for (const authority of ["otherhost", "user@localhost", "localhost:80", parts[0] ?? "", "127.0.0.2"])
    for (const path of [parts.join("/"), parts.slice(1).join("/")]) {
      const uri = `file://${authority}/${path}`;
      expect(pathOf(uri), uri).toBeUndefined();
      expect(pathOf(uri.replace("file:", "untitled:")), uri).toBeUndefined();
      expect(workspacesOf([], [uri], folders)).toEqual([]);
      expect(openedFolders({ ...nobody, rootUri: uri, workspaceFolders: [{ uri, name: "x" }] })).toEqual([]);
    }
});
