import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ForwardTls } from "../../../../core/policy/model/policyModel.ts";
import type { PolicyLocation } from "../../../../listener/protocol/listenerOptions.ts";
import { readTlsFiles } from "../../../../listener/send/tlsFiles.ts";
import { certificateFor } from "../../../protocol/certificates.ts";

const root = mkdtempSync(join(tmpdir(), "codex-otel-tls-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const [home, workspace] = [join(root, "home"), join(root, "project")];
const { certificate, privateKey } = certificateFor("client.test");
for (const folder of [join(home, ".ssh"), join(workspace, "certificates")]) mkdirSync(folder, { recursive: true });
const write = (path: string, text: string | Buffer) => writeFileSync(path, text);
for (const folder of [home, join(home, ".ssh"), workspace, join(workspace, "certificates")]) {
  write(join(folder, "client.pem"), certificate);
  write(join(folder, "client.key"), privateKey);
}
write(join(workspace, "notes.txt"), "no certificate");
write(join(workspace, "large.pem"), Buffer.alloc(1024 * 1024 + 1, "-----BEGIN"));
write(join(workspace, "other.key"), certificateFor("another.test").privateKey);
symlinkSync(join(home, ".ssh", "client.key"), join(workspace, "link.key"));
symlinkSync(join(home, ".ssh"), join(workspace, "link"));
symlinkSync(join(workspace, "client.key"), join(workspace, "inner.key"));
symlinkSync("//server/share/client.key", join(workspace, "share.key"));

const own: PolicyLocation = { file: join(home, ".codex", "otel-policy.toml"), home };
const foreign: PolicyLocation = { file: join(workspace, "otel-policy.toml"), home, workspace: [workspace] };

const problem = (tls: ForwardTls, place: PolicyLocation | undefined): string => {
  const read = readTlsFiles({ tls, place });
  const said = "problem" in read ? read.problem : "";
  expect(said).not.toContain("PRIVATE KEY");
  return said;
};

describe("The files that a policy names", () => {
  test.each<[string, ForwardTls, PolicyLocation]>([
    ["from the home folder", { caFile: "~/client.pem" }, own],
    ["by absolute paths", { certFile: join(home, "client.pem"), keyFile: join(home, ".ssh", "client.key") }, own],
    ["from the policy's own folder", { caFile: "../client.pem" }, own],
    ["in the workspace", { certFile: "certificates/client.pem", keyFile: "./client.key" }, foreign],
    ["by absolute paths in the workspace", { caFile: join(workspace, "client.pem") }, foreign],
    ["through links in the workspace", { certFile: "client.pem", keyFile: "inner.key" }, foreign],
  ])("are read %s", (_, tls, place) => {
    const read = readTlsFiles({ tls, place });
    expect(read).not.toHaveProperty("problem");
    expect(Object.values(read)).toEqual(
      Object.keys(tls).map((name) => (name === "keyFile" ? privateKey : certificate)),
    );
  });

  test.each<[string, ForwardTls, PolicyLocation | undefined, string]>([
    ["without a place", { caFile: join(home, "client.pem") }, undefined, "where the policy lies is not known"],
    ["of the person, for a workspace", { caFile: "~/client.pem" }, foreign, "inside of it"],
    ["above a workspace", { caFile: "../home/client.pem" }, foreign, "inside of it"],
    ["beside a workspace", { caFile: `${workspace}-2/client.pem` }, foreign, "inside of it"],
    [
      "through a link to another machine",
      { certFile: "client.pem", keyFile: "share.key" },
      foreign,
      "The key_file share.key is not used: it is a link to another machine.",
    ],
    [
      "through a link out of a workspace",
      { certFile: "client.pem", keyFile: "link.key" },
      foreign,
      "out of the workspace",
    ],
    [
      "through a linked folder",
      { certFile: "client.pem", keyFile: "link/client.key" },
      foreign,
      "out of the workspace",
    ],
    ["that are folders", { caFile: "certificates" }, foreign, "no regular file"],
    ["that are devices", { caFile: "/dev/zero" }, own, "no regular file"],
    ["that are too large", { caFile: "large.pem" }, foreign, "larger than 1 MiB"],
    ["that are no certificates", { caFile: "notes.txt" }, foreign, "no PEM file"],
    ["that are not there", { caFile: "missing.pem" }, foreign, "there is no such file"],
    ["on another machine", { caFile: "//server/share/ca.pem" }, own, "not used"],
    ["that do not belong together", { certFile: "client.pem", keyFile: "other.key" }, foreign, "is not the key of"],
    [
      "that are a key in place of a certificate",
      { certFile: "client.key", keyFile: "client.key" },
      foreign,
      "PEM files",
    ],
  ])("are not read %s", (_, tls, place, words) => {
    expect(problem(tls, place)).toContain(words);
  });

  test.skipIf(process.platform === "win32")("are not waited for", () => {
    execFileSync("mkfifo", [join(workspace, "pipe.pem")]);
    expect(problem({ caFile: "pipe.pem" }, foreign)).toContain("no regular file");
  });

  test("are said to have a password when the key has one", () => {
    const folder = join(workspace, "certificates");
    execFileSync("openssl", ["rsa", "-aes256", "-in", "client.key", "-out", "locked.key", "-passout", "pass:secret"], {
      cwd: folder,
      stdio: "ignore",
    });
    expect(problem({ certFile: "client.pem", keyFile: "certificates/locked.key" }, foreign)).toContain("password");
  });
});
