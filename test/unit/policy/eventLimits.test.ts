import { describe, expect, test } from "vitest";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

const many = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => one(i)).join(",");
const destination = (rest: string) => `version = 1\n[destinations.d]\n${rest}\n`;
const detection = (event: string, rest = "", id = "d") =>
  `[[detections]]\nid = "${id}"\nseverity = "low"\nmessage = "m"\nevent = ${event}\n${rest}\n`;

describe("A policy that asks more of each event than can be asked in time is not used, and one sentence says of what:", () => {
  test.each([
    ["events of a destination", destination(`receives = [${many(1001, (i) => `"codex.${i}"`)}]`), '"codex.1000"'],
    ["globs of classes", `version = 1\n[classes]\na = [${many(1001, (i) => `"*${i}"`)}]\n`, '"*1000"'],
    [
      "events of detections",
      `version = 1\n${Array.from({ length: 600 }, (_, i) => detection('["a", "b*"]', "", `d${i}`)).join("")}`,
      '"a"',
    ],
    [
      "events of a correlation",
      `version = 1\n${detection('"a"', `then = { event = [${many(1000, (i) => `"b${i}"`)}], within = 1 }`)}`,
      '"b999"',
    ],
    [
      "conditions, however they are nested",
      destination(
        `receives = []\nwhen = [{ any = [${many(2001, (i) => `{ not = { attribute = "a${i}", exists = true } }`)}] }]`,
      ),
      '{ attribute = "a2000", exists = true }',
    ],
  ])("%s", (_, text, place) => {
    const { policy, problems } = parsePolicy(text);
    expect(problems.map(({ code, range }) => [code, text.slice(range.start, range.end)])).toEqual([
      ["policy/too-many-conditions", place],
    ]);
    expect(policy).toBeUndefined();
  });

  test("a glob that is longer than any name", () => {
    const codes = (glob: string) =>
      [
        destination(`receives = ["${glob}"]`),
        `version = 1\n[classes]\na = ["${glob}"]\n`,
        `version = 1\n${detection(`"${glob}"`)}`,
      ].flatMap((text) => parsePolicy(text).problems.map(({ code }) => code));
    expect(codes(`*${"a".repeat(256)}`)).toEqual(Array(3).fill("policy/glob-too-long"));
    expect(codes(`*${"a".repeat(255)}`)).toEqual([]);
    expect(codes("a".repeat(1000))).toEqual([]);
  });
});

test("Names that are looked up may be many", () => {
  const text = `version = 1\n[classes]\na = [${many(20_000, (i) => `"a${i}"`)}]\n`;
  expect(parsePolicy(text).problems).toEqual([]);
  const equals = destination(
    `receives = []\nwhen = { attribute = "a", equals = [${many(20_000, (i) => `"a${i}", ${i}`)}] }`,
  );
  expect(parsePolicy(equals).problems).toEqual([]);
});
