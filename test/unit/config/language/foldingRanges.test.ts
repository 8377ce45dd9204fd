import { expect, test } from "vitest";
import { foldingRanges } from "../../../../core/toml/language/foldingRanges.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const folds = (text: string) =>
  foldingRanges(parseToml(text))
    .map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`)
    .sort();

test("Tables fold down to their last pair, so that blank lines and comments before the next one stay", () => {
  expect(folds("[a]\nx = 1\ny = 2\n\n# about b\n[b]\nz = 3\n")).toEqual(["0-2 region", "5-6 region"]);
});
test("Values over several lines and long comments fold", () => {
  expect(folds("# one\n# two\n\nx = {\n  a = 1,\n}\ny = 1\n")).toEqual(["0-1 comment", "3-5 region"]);
});
test("What fits on one line does not fold", () => {
  expect(folds("# one\nx = 1\n[a]\n")).toEqual([]);
});
