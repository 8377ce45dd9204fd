import { expect, test } from "vitest";
import { join } from "../../../core/policy/correlations/join.ts";
import { repeats } from "../../../core/policy/correlations/repeats.ts";
import { thenFollows } from "../../../core/policy/correlations/then.ts";
import { unlisted } from "../../../core/policy/correlations/unlisted.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

const detection = (rest: string) =>
  `version = 1\n[[detections]]\nid = "d"\nseverity = "low"\nmessage = "Found"\nevent = "*"\n${rest}`;

const parsed = (rest: string) => parsePolicy(detection(rest)).policy?.detections[0]?.correlation;

/** What is wrong, each with the text that it points at. */
const problems = (rest: string) =>
  parsePolicy(detection(rest)).problems.map(({ code, range }) => [code, detection(rest).slice(range.start, range.end)]);

test("Each correlation is read with its defaults", () => {
  expect(parsed("")).toBeUndefined();
  expect(parsed('join = { on = "call_id", event = "x" }')).toEqual({
    kind: join,
    settings: { on: "call_id", event: ["x"], when: [], within: undefined },
  });
  expect(parsed('then = { event = ["x", "y"], within = 30 }')).toEqual({
    kind: thenFollows,
    settings: { on: undefined, event: ["x", "y"], when: [], within: 30 },
  });
  expect(parsed("repeats = { times = 5, within = 60 }")).toEqual({
    kind: repeats,
    settings: { times: 5, within: 60, on: undefined },
  });
  expect(parsed('unlisted = { attribute = "a", event = "x", list = "b" }')).toEqual({
    kind: unlisted,
    settings: { attribute: "a", event: ["x"], list: "b" },
  });
});

test.each([
  ["repeats = { times = 1, within = 60 }", "1"],
  ["repeats = { times = 257, within = 60 }", "257"],
  ["repeats = { times = 5, within = 0 }", "0"],
  ["repeats = { times = 2.5, within = 60 }", "2.5"],
  ['then = { event = "x", within = -1 }', "-1"],
  ['then = { event = "x", within = "1m" }', '"1m"'],
  ['join = { on = "a", event = "x", within = 99999999 }', "99999999"],
])("A number that cannot be counted by is refused where it stands: %s", (rest, place) => {
  expect(problems(rest)).toEqual([["policy/wrong-type", place]]);
});

test("A detection has one correlation; the second is named", () => {
  expect(problems('repeats = { times = 5, within = 60 }\nthen = { event = "x", within = 60 }')).toEqual([
    ["policy/correlation-conflict", "then"],
  ]);
});

test.each([
  ['version_below = "0.150"', '"0.150"'],
  ['version_below = "latest"', '"latest"'],
  ["version_below = 0.15", "0.15"],
  ['has_secret = "yes"', '"yes"'],
])("A test with a value it cannot use is refused: %s", (operator, place) => {
  expect(problems(`when = [{ attribute = "a", ${operator} }]`)).toEqual([["policy/wrong-type", place]]);
});
