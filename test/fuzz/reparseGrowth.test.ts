import { test } from "vitest";
import { parseToml, reparseToml } from "../../core/toml/parseToml.ts";
import { expectLinear } from "./growth.ts";

const lines = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => one(i)).join("\n");

test("A text in which every line has changed, each with a name of its own, is read again in linear time", () => {
  expectLinear(
    "it",
    4000,
    (count) => [lines(count, (index) => `a${index} = "`), lines(count, (index) => `a${index} = ""`)] as const,
    ([before, after]) => reparseToml(parseToml(before), after),
  );
});
