import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readBoundedFile, readBoundedFileSync } from "../../../system/boundedFile.ts";
import { readTextFile } from "../../../system/configLayers.ts";
import { readPemContent } from "../../../system/referencedFiles.ts";
import { readTlsFiles } from "../../../system/tlsFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "bounded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

writeFileSync(at("plain"), "text");
writeFileSync(at("empty"), "");
symlinkSync(at("plain"), at("link"));

const readers = [
  ["at once", async (path: string, most: number) => readBoundedFileSync(path, most)],
  ["in turns", readBoundedFile],
] as const;

describe.each(readers)("A file read %s", (_, read) => {
  test.each(["plain", "link"])("comes whole: %s", async (name) => {
    expect((await read(at(name), 4)).toString()).toBe("text");
  });

  test("may be empty", async () => {
    expect((await read(at("empty"), 4)).length).toBe(0);
  });

  test("that is longer than it may be is refused, also one of many gigabytes that holds nothing", async () => {
    await expect(read(at("plain"), 3)).rejects.toThrow("is too large");
    writeFileSync(at("sparse"), "");
    truncateSync(at("sparse"), 10 * 1024 ** 3);
    await expect(read(at("sparse"), 1024)).rejects.toThrow("is too large");
  });

  test("must be there", async () => {
    await expect(read(at("missing"), 4)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is no folder", async () => {
    mkdirSync(at("folder"), { recursive: true });
    await expect(read(at("folder"), 4)).rejects.toThrow("is no ordinary file");
  });
});

test.skipIf(process.platform === "win32")("A link in place of a file is not followed where none may be there", () => {
  expect(readBoundedFileSync(at("plain"), 4, { noLink: true }).toString()).toBe("text");
  expect(() => readBoundedFileSync(at("link"), 4, { noLink: true })).toThrow("ELOOP");
});

test.skipIf(process.platform !== "linux").each(readers)(
  "Read %s, a file of the system is refused behind a detour that looks like a file beside it",
  async (_, read) => {
    const place = mkdtempSync(at("detour-"));
    symlinkSync("/proc/self/fd", join(place, "far"));
    symlinkSync("far/../environ", join(place, "config.toml"));
    writeFileSync(join(place, "environ"), "decoy");
    await expect(read(join(place, "config.toml"), 1024 * 1024)).rejects.toThrow("is no ordinary file");
  },
);

const special = ["/dev/zero", "/dev/stdin", "/proc/self/pagemap", "/proc/self/environ", "/sys/kernel/notes"];

describe.skipIf(process.platform !== "linux").each(readers)("Read %s", (_, read) => {
  test.each(special)("%s is refused, also through a link", async (path) => {
    const link = at(`link-to${path.replaceAll("/", "-")}`);
    rmSync(link, { force: true });
    symlinkSync(path, link);
    for (const name of [path, link]) await expect(read(name, 1024)).rejects.toThrow();
  });

  test("a pipe that nobody writes to is refused and not waited for", async () => {
    rmSync(at("pipe"), { force: true });
    execFileSync("mkfifo", [at("pipe")]);
    await expect(read(at("pipe"), 1024)).rejects.toThrow("is no ordinary file");
  });

  test("a socket is refused", async () => {
    const server = createServer();
    rmSync(at("socket"), { force: true });
    await new Promise<void>((resolve) => server.listen(at("socket"), resolve));
    await expect(read(at("socket"), 1024)).rejects.toThrow("is no ordinary file");
    server.close();
  });
});

describe.skipIf(process.platform !== "linux")("A configuration that names what is no file", () => {
  test.each(special)("%s is no certificate, no layer and no key", async (path) => {
    expect(readPemContent(path)).toBeUndefined();
    expect(readTextFile(path)).toBeUndefined();
    const target = { certificateAuthority: path } as Parameters<typeof readTlsFiles>[0];
    await expect(readTlsFiles(target, at("config.toml"), folder)).rejects.toThrow();
  });
});
