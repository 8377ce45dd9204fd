import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFile, isRemotePath, readPemContent, resolveReferencedPath } from "../../../system/referencedFiles.ts";

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

test("Paths of other machines are known as such", () => {
  expect(["//host/share/ca.pem", "\\\\host\\share", "/etc/ca.pem", "C:\\ca.pem"].map(isRemotePath)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

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
