import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ListenerError } from "../../../../listener/protocol/listenerError.ts";
import { Claims } from "../../../../listener/windows/claims.ts";
import { type OwnerRecord, parseOwnerRecord, recordName } from "../../../../listener/windows/ownerRecord.ts";

async function emptyFolder(): Promise<Claims> {
  const folder = await mkdtemp(join(tmpdir(), "claims-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const claims = new Claims(join(folder, "listener"));
  await claims.prepare();
  return claims;
}

const record = (claim: number, state: OwnerRecord["state"] = "starting"): OwnerRecord => ({
  claim,
  process: 4711,
  version: "1.0.0",
  window: "first",
  state,
  socket: "",
  token: "",
});

describe("A claim to a listener's folder", () => {
  test("is made by one process only, however many try", async () => {
    const claims = await emptyFolder();
    const made = await Promise.all(Array.from({ length: 30 }, () => new Claims(claims.folder).make(record(1))));
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  test("is given up by whoever slept while others went on", async () => {
    const claims = await emptyFolder();
    await claims.make(record(7));
    await claims.publish(record(7, "serving"));
    expect(await claims.make(record(3))).toBe(false);
    expect(await readdir(claims.folder)).toEqual([recordName(7)]);
    expect((await claims.newest())?.claim).toBe(7);
  });

  test("is for its user's eyes only", async () => {
    const claims = await emptyFolder();
    await claims.make(record(1));
    await claims.publish({ ...record(1, "serving"), token: "secret" });
    expect((await stat(claims.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(claims.folder, recordName(1)))).mode & 0o777).toBe(0o600);
    expect(await readdir(claims.folder)).toEqual([recordName(1)]);
  });

  test("counts with the highest number; the one before counts again when it is taken back", async () => {
    const claims = await emptyFolder();
    expect(await claims.newest()).toBeUndefined();
    await claims.make(record(9));
    await claims.publish(record(9, "serving"));
    await claims.make(record(10));
    expect(await claims.newest()).toMatchObject({ claim: 10, record: { state: "starting" } });
    expect(await claims.isReplaced(9)).toBe(false);
    await claims.publish(record(10, "serving"));
    expect(await claims.isReplaced(9)).toBe(true);
    await claims.withdraw(10);
    expect(await claims.newest()).toMatchObject({ claim: 9, record: { state: "serving" } });
  });

  test("tells nothing of where its owner was once it is released", async () => {
    const claims = await emptyFolder();
    const serving = { ...record(1, "serving"), socket: "/a", token: "b", addresses: { grpc: "c", http: "d" } };
    await claims.make(serving);
    claims.release(serving);
    expect((await claims.newest())?.record).toEqual(record(1, "released"));
  });

  test("forgets those before it, and leaves the events in the folder alone", async () => {
    const claims = await emptyFolder();
    await writeFile(join(claims.folder, "1.segment"), "events");
    for (const claim of [1, 2, 3]) await claims.make(record(claim));
    await claims.forgetBefore(3);
    expect((await readdir(claims.folder)).sort()).toEqual(["1.segment", recordName(3)]);
  });

  test("that is damaged or half-written is none that could be followed", async () => {
    const claims = await emptyFolder();
    await writeFile(join(claims.folder, recordName(4)), '{"claim":4,"proc');
    expect(await claims.newest()).toMatchObject({ claim: 4, record: undefined });
  });
});

describe("A record of another process", () => {
  test("is read as it was written", () => {
    const full = { ...record(3, "serving"), addresses: { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" } };
    expect(parseOwnerRecord(JSON.stringify(full))).toEqual(full);
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "[1]"],
    ["no process", JSON.stringify({ ...record(1), process: 0 })],
    ["a state of the future", JSON.stringify({ ...record(1), state: "dancing" })],
    ["a socket that is no text", JSON.stringify({ ...record(1), socket: 5 })],
  ])("is refused with %s", (_, text) => expect(parseOwnerRecord(text)).toBeUndefined());
});

describe.skipIf(process.platform === "win32")("What stands in the place of a claim", () => {
  const strange: readonly (readonly [string, string, (file: string) => void])[] = [
    ["a named pipe", "is no ordinary file", (file) => void execFileSync("mkfifo", [file])],
    ["a link to a device", "is a link", (file) => symlinkSync("/dev/zero", file)],
    ["a link to nothing", "is a link", (file) => symlinkSync("nothing", file)],
    [
      "a link to a claim",
      "is a link",
      (file) => {
        writeFileSync(`${file}.other`, JSON.stringify(record(1)));
        symlinkSync(`${file}.other`, file);
      },
    ],
    ["a folder", "is no ordinary file", (file) => mkdirSync(file)],
    ["a file without end", "is too large", (file) => writeFileSync(file, Buffer.alloc(1024 * 1024))],
  ];

  test.each(strange)("%s is refused in a sentence, and stays", async (_, reason, put) => {
    const claims = await emptyFolder();
    const file = join(claims.folder, recordName(1));
    put(file);
    await expect(claims.newest()).rejects.toThrow(
      new ListenerError(
        "failed",
        `${file} ${reason}, and nothing that says who uses this folder: remove it, or choose another folder.`,
      ),
    );
    expect(lstatSync(file).ino).toBeGreaterThan(0);
  });
});
