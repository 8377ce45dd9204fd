import { describe, expect, test } from "vitest";
import { eventsOf } from "../../../../core/events/normalise.ts";
import { decodeRequest } from "../../../../core/otlp/protobuf.ts";
import { unzstd, unzstdInWebAssembly } from "../../../../listener/receive/unzstd.ts";
import { zstdExtent } from "../../../../listener/receive/zstdFrames.ts";
import { captureBytes } from "../../otlp/captures.ts";
import { zstdBomb, zstdFrame, zstdStored } from "./zstdFrames.ts";

const limit = 1024 * 1024;
const codex = captureBytes("wire/plain-answer.logs.http.pb.zst");

/** As the program `zstd` writes it from a pipe, with its checksum and without the size: `printf '%01000d' 7`. */
const piped = Buffer.from("KLUv/QRYVQAAGDAwNwEA4iuABWCi1GA=", "base64");

/** With Node's own where it has one, and always with WebAssembly. */
const ways = [
  ["unzstd", (bytes: Uint8Array, most = limit) => unzstd(bytes, { maxOutputLength: most })],
  ["WebAssembly", (bytes: Uint8Array, most = limit) => unzstdInWebAssembly(bytes, zstdExtent(bytes)?.most ?? 0, most)],
] as const;

describe.each(ways)("Zstandard by %s", (_, undo) => {
  test("is what the real Codex sent", async () => {
    const request = decodeRequest("logs", await undo(codex));
    const names = request.signal === "logs" ? eventsOf(request.request).map(({ name }) => name) : [];
    expect(names).toContain("codex.conversation_starts");
  });

  test("may have no size, a checksum, several frames and parts to skip", async () => {
    const whole = `${"0".repeat(999)}7`;
    expect((await undo(piped)).toString()).toBe(whole);
    const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9]);
    const several = Buffer.concat([piped, skipped, zstdStored(Buffer.from("and more")), piped]);
    expect((await undo(several)).toString()).toBe(`${whole}and more${whole}`);
  });

  test("may be exactly as large as a message may be, and no byte larger", async () => {
    const bytes = Buffer.alloc(1000, "x");
    expect(await undo(zstdStored(bytes), 1000)).toEqual(bytes);
    await expect(undo(zstdStored(bytes), 999)).rejects.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
    await expect(undo(codex, 100)).rejects.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
    await expect(undo(piped, 999)).rejects.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
  });

  test("is not undone further than the limit, however much few bytes stand for", async () => {
    const bomb = zstdBomb(20_000 * limit);
    expect(bomb.length).toBeLessThan(limit);
    await expect(undo(bomb)).rejects.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
  });

  test("is refused where its content is damaged", async () => {
    const damaged = Buffer.from(codex);
    damaged.fill(0xff, 20, 60);
    await expect(undo(damaged)).rejects.not.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
  });
});

describe("Frames of Zstandard", () => {
  test("say what comes out at most, without undoing anything", () => {
    expect(zstdExtent(zstdBomb(64 * limit))?.most).toBe(64 * limit);
    expect(zstdExtent(zstdStored(Buffer.alloc(300_000)))?.most).toBe(300_000);
  });

  test.each([
    ["nothing at all", Buffer.alloc(0)],
    ["no Zstandard", Buffer.from("{}{}{}{}")],
    ["a dictionary", zstdFrame([{ raw: Buffer.from("x") }], { descriptor: 1 })],
    ["a reserved bit", zstdFrame([{ raw: Buffer.from("x") }], { descriptor: 8 })],
    ["a block that is too large", zstdFrame([{ repeated: 200_000 }])],
    ["something behind them", Buffer.concat([piped, Buffer.from([1])])],
    ["a part to skip that ends outside", Buffer.from([0x50, 0x2a, 0x4d, 0x18, 9, 0, 0, 0, 9])],
  ])("are none with %s", async (_, bytes) => {
    expect(zstdExtent(bytes)).toBeUndefined();
    await expect(unzstd(bytes, { maxOutputLength: limit })).rejects.toThrow("damaged");
  });

  test("are none where they are cut off, wherever that is", () => {
    for (let end = 1; end < codex.length; end++) expect(zstdExtent(codex.subarray(0, end))).toBeUndefined();
  });

  test("want no window that is larger than every decompressor should allow", async () => {
    const wide = zstdFrame([{ raw: Buffer.from("x") }], { window: 0xf8 });
    await expect(unzstd(wide, { maxOutputLength: limit })).rejects.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
  });

  test("of nothing are nothing", async () => {
    expect(await unzstd(zstdStored(Buffer.alloc(0)), { maxOutputLength: limit })).toHaveLength(0);
  });

  test.each([
    ["as they are", "28b52ffd200029000068656c6c6f"],
    ["repeated", "28b52ffd20002b000061"],
    ["compressed", "28b52ffd20001500000000"],
    ["with a size of eight bytes", "28b52ffde0000000000000000029000068656c6c6f"],
  ])("are damaged where they claim to be empty and hold bytes %s", async (_, hex) => {
    const bytes = Buffer.from(hex, "hex");
    expect(zstdExtent(bytes)).toBeUndefined();
    await expect(unzstd(bytes, { maxOutputLength: limit })).rejects.toThrow("damaged");
  });

  test("may be empty where their blocks are", async () => {
    expect(await unzstd(Buffer.from("28b52ffd2000010000", "hex"), { maxOutputLength: limit })).toEqual(Buffer.alloc(0));
  });
});
