import { expect, test } from "vitest";
import { requiredLiterals } from "../../../core/policy/requiredLiterals.ts";

test.each([
  ["ghp_[A-Z]+", ["ghp_"]],
  ["(?:ghp_|gho_)[A-Z]+", ["ghp_", "gho_"]],
  ["(?i)(?:PassWord|pwd)=.+", ["password=", "pwd="]],
  ["ab?cde", ["cde"]],
  ["abc+de", ["abc"]],
  ["(?:ab)?cd", ["cd"]],
  ["(?:abc){2,}x", ["abc"]],
  ["a\\.b\\+c", ["a.b+c"]],
  ["x[^]a]yz", ["yz"]],
  ["x[[:alpha:]\\]]yz", ["yz"]],
  ["(?P<name>abc)\\d", ["abc"]],
  ["one|two", ["one", "two"]],
  ["\\x41b(?:\\x27|=)c", ["ab'c", "ab=c"]],
])("Every match of %s contains one of %j", (pattern, pieces) => {
  expect(requiredLiterals(pattern)).toEqual(pieces);
});

test.each(["[0-9]+", "abc|[0-9]", "a?b?c?", "(?:abc)*", "abc|", "\\x{41}bcdef", "\\Qa|b\\Eccc", "."])(
  "Nothing is demanded by %s, so it is always tried",
  (pattern) => {
    expect(requiredLiterals(pattern)).toBeUndefined();
  },
);
