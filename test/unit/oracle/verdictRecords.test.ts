import { expect, test } from "vitest";
import { type VerdictFile, type VerdictMode, VerdictRecords } from "../../oracle/recorded/verdictRecords.ts";

const engine = { id: "judge", version: "Judge 1.2" };
const command = "record it";

const recordsOf = (mode: VerdictMode, text?: string, version = engine.version) =>
  new VerdictRecords<string>({
    engine: { ...engine, version },
    file: text === undefined ? undefined : (JSON.parse(text) as VerdictFile<string>),
    mode,
    command,
  });

async function recorded(): Promise<string> {
  const records = recordsOf("record");
  await records.of({ configuration: "a" }, async () => "fine");
  await records.of({ configuration: "b" }, async () => "wrong");
  return records.written();
}

const never = () => Promise.reject(new Error("the engine was asked"));

test("A verdict that was recorded is given for the same input, without the engine", async () => {
  const records = recordsOf("recorded", await recorded());
  expect(await records.of({ configuration: "a" }, never)).toBe("fine");
  expect(await records.of({ configuration: "b" }, never)).toBe("wrong");
});

test("An input that is no longer the recorded one fails, and says what records it", async () => {
  const records = recordsOf("recorded", await recorded());
  await expect(records.of({ configuration: "c" }, async () => "fine")).rejects.toThrow(
    "What Judge 1.2 judged is no longer what it would be given: `record it` asks it again and records what it says",
  );
});

test("Verdicts of another version of the engine fail, and say what records them", async () => {
  const records = recordsOf("recorded", await recorded(), "Judge 1.3");
  await expect(records.of({ configuration: "a" }, async () => "fine")).rejects.toThrow(
    "Judge 1.2 gave the recorded verdicts, but pinned is Judge 1.3: `record it`",
  );
});

test("Without any record it fails, and says what records it", async () => {
  await expect(recordsOf("recorded").of("a", async () => "fine")).rejects.toThrow("`record it`");
});

test("To verify, the engine is asked, and must say what is recorded", async () => {
  const records = recordsOf("verify", await recorded());
  expect(await records.of({ configuration: "a" }, async () => "fine")).toBe("fine");
  expect(records.unused).toHaveLength(1);
  await expect(records.of({ configuration: "b" }, async () => "fine")).rejects.toThrow(
    'Judge 1.2 says "fine", and recorded is "wrong": `record it`',
  );
  await expect(records.of({ configuration: "c" }, async () => "fine")).rejects.toThrow("`record it`");
  expect(records.unused).toEqual([]);
});

test("When it is asked anyway, what is recorded does not count", async () => {
  const records = recordsOf("ask", await recorded());
  expect(await records.of({ configuration: "a" }, async () => "other")).toBe("other");
});

test("The engine is asked once about the same input", async () => {
  const records = recordsOf("ask");
  let times = 0;
  const ask = async () => `${++times}`;
  expect(await Promise.all([records.of("a", ask), records.of("a", ask)])).toEqual(["1", "1"]);
});

test("What was judged wrong is not recorded", async () => {
  const records = recordsOf("record");
  await expect(records.of("a", async () => Promise.reject(new Error("differs")))).rejects.toThrow("differs");
  await expect(records.written()).rejects.toThrow("differs");
});

test("A record has a line for each verdict, in the order of their hashes", async () => {
  const lines = (await recorded()).split("\n");
  expect(lines.slice(0, 3)).toEqual(["{", '  "engine": "Judge 1.2",', '  "verdicts": {']);
  expect(lines.slice(3, 5)).toEqual(lines.slice(3, 5).toSorted());
});
