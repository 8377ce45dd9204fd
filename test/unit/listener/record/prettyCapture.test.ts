import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCapture } from "../../../../listener/record/captureFile.ts";
import { textsOf } from "../../../../listener/record/captureLines.ts";
import { captureLines, captureRequests } from "../../otlp/captures.ts";
import { temporaryFolder } from "../store/stores.ts";

const name = "many-turns.logs.otlp.jsonl";
const lines = captureLines(name);
const printed = (indent: number | string) =>
  lines.map((line) => JSON.stringify(JSON.parse(line), undefined, indent)).join("\n");

async function read(text: string): Promise<{ readonly requests: readonly unknown[]; readonly broken: string[] }> {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "capture.json");
  writeFileSync(file, text);
  const requests = [];
  const broken: string[] = [];
  const onBrokenLine = ({ message }: Error) => void broken.push(message.slice(file.length));
  for await (const request of readCapture(file, { onBrokenLine })) requests.push(request);
  return { requests, broken };
}

/** The texts of a file that is read in pieces of so many bytes. */
async function texts(text: string, pieceBytes: number, most = 1000): Promise<string[]> {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const found = [];
  for await (const one of textsOf(pieces(), most)) found.push(`${one.number}: ${one.text}`);
  return found;
}

describe("A capture whose requests are printed over several lines", () => {
  test.each([1, 2, "\t"])("is the same capture: indented by %j", async (indent) => {
    expect(await read(printed(indent))).toEqual({ requests: captureRequests(name), broken: [] });
  });

  test("may have requests of both forms, and line ends of Windows", async () => {
    const text = `${lines[0]}\n${JSON.stringify(JSON.parse(lines[1] ?? ""), undefined, 2)}\n\n${lines[0]}`;
    for (const form of [text, text.replaceAll("\n", "\r\n")]) {
      const { requests, broken } = await read(form);
      expect([requests.length, broken]).toEqual([3, []]);
    }
  });

  test("loses a request that is cut off, and not the ones around it", async () => {
    const [first = "", second = ""] = lines;
    const cut = JSON.stringify(JSON.parse(second), undefined, 2).split("\n").slice(0, 20).join("\n");
    const { requests, broken } = await read(`${first}\n${cut}\n${first}\n${cut}`);
    expect(requests).toHaveLength(2);
    expect(broken).toEqual([", line 2: The text is not JSON.", ", line 23: The text is not JSON."]);
  });
});

describe("A text of a capture", () => {
  const object = '{\n  "a}{": [\n    "\\"]", {}\n  ]\n}';
  test.each([1, 2, 3, 1000])("ends where its brackets close, read %i bytes at a time", async (pieceBytes) => {
    expect(await texts(`${object}\n{"b":1}\n \n{ broken\n[1]\n${object}`, pieceBytes)).toEqual([
      '1: {\n"a}{": [\n"\\"]", {}\n]\n}\n',
      '6: {"b":1}',
      "8: { broken\n",
      "9: [1]",
      '10: {\n"a}{": [\n"\\"]", {}\n]\n}\n',
    ]);
  });
  test("is too long where all its lines together are, and the next one is read", async () => {
    expect(await texts(`${object}\n{"b":1}`, 7, 20)).toEqual(["1: too long", '6: {"b":1}']);
  });
});
