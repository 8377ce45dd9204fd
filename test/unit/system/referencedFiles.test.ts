import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isRemotePath, leadsToAnotherMachine } from "../../../system/localPath.ts";
import { isFile, mayBeFile, readPemContent, resolveReferencedPath } from "../../../system/referencedFiles.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "referenced-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.platform === "win32")("A path means what Codex makes of it", () => {
  const resolved = (path: string) => resolveReferencedPath(path, "/home/ada/.codex/config.toml", "/home/ada");
  expect(resolved("ca.pem")).toBe("/home/ada/.codex/ca.pem");
  expect(resolved("../ca.pem")).toBe("/home/ada/ca.pem");
  expect(resolved("/etc/ca.pem")).toBe("/etc/ca.pem");
  expect(resolved("~/ca.pem")).toBe("/home/ada/ca.pem");
  expect(resolved("~ca.pem")).toBe("/home/ada/.codex/~ca.pem");
});

const remote = [
  "//host/share/ca.pem",
  "\\\\host\\share",
  "/net/host/ca.pem",
  "/NETWORK/Servers",
  "/afs/example.org/ca",
];

test.each(remote)("%s is on another machine", (path) => {
  expect(isRemotePath(path)).toBe(true);
});

test("Nor does a detour hide it", () => {
  expect(isRemotePath("/etc/../net/host/ca.pem")).toBe(true);
});

test.each(["/etc/ca.pem", "C:\\ca.pem", "/network-keys/ca.pem", "/srv/net/ca.pem", "/nets"])("%s is not", (path) => {
  expect(isRemotePath(path)).toBe(false);
});

test.skipIf(process.platform === "win32").each(remote.filter((path) => path.startsWith("/")))(
  "A file that leads to %s is not looked up, and taken to be there",
  (path) => {
    const place = mkdtempSync(join(folder, "links-"));
    symlinkSync(path, join(place, "ca.pem"));
    symlinkSync("ca.pem", join(place, "again.pem"));
    symlinkSync(path, join(place, "folder"));
    for (const link of ["ca.pem", "again.pem", "folder/ca.pem"].map((name) => join(place, name))) {
      expect(leadsToAnotherMachine(link)).toBe(true);
      expect(isFile(link)).toBe(false);
      expect(mayBeFile(link)).toBe(true);
      expect(readPemContent(link)).toBeUndefined();
    }
    expect(mayBeFile(join(place, "missing"))).toBe(false);
  },
);

test("A folder is no file", () => {
  expect(isFile(folder)).toBe(false);
  expect(isFile(join(folder, "missing"))).toBe(false);
  writeFileSync(join(folder, "file"), "");
  expect(isFile(join(folder, "file"))).toBe(true);
});

test.each([
  ["-----BEGIN CERTIFICATE-----\nMII", { certificate: true, privateKey: false }],
  ["-----BEGIN PRIVATE KEY-----\nMII", { certificate: false, privateKey: true }],
  ["-----BEGIN RSA PRIVATE KEY-----\nMII", { certificate: false, privateKey: true }],
  ["\u0030\u0082\u0001", { certificate: false, privateKey: false }],
])("What a file holds is told by its PEM lines: %j", (content, expected) => {
  writeFileSync(join(folder, "pem"), content, "latin1");
  expect(readPemContent(join(folder, "pem"))).toEqual(expected);
});

test("What a missing file holds is not known", () => {
  expect(readPemContent(join(folder, "missing"))).toBeUndefined();
});
