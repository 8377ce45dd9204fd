import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const configuration = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../language-configuration.json"), "utf8"),
);
const pattern = (name: string) => new RegExp(configuration.indentationRules[name]);

test("Comments are toggled with #", () => {
  expect(configuration.comments.lineComment).toBe("#");
});

test("A word is a whole bare key", () => {
  expect("otlp-grpc = 1".match(new RegExp(configuration.wordPattern, "g"))).toEqual(["otlp-grpc", "1"]);
});

test("Lines behind an opened array or inline table are indented, and its end is not", () => {
  for (const line of ["args = [", "exporter = { otlp-grpc = {", "  headers = { # mine"])
    expect(line).toMatch(pattern("increaseIndentPattern"));
  for (const line of ["[otel]", "[[a]]", "a = [1]", 'a = "["', "# a = [", "a = 1"])
    expect(line).not.toMatch(pattern("increaseIndentPattern"));
  for (const line of ["]", "  } }", "},"]) expect(line).toMatch(pattern("decreaseIndentPattern"));
});
