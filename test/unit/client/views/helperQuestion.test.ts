import { expect, test } from "vitest";
import { helperQuestion } from "../../../../client/setup/views/helperQuestion.ts";
import { forModalDetail } from "../../../../core/text/forModalDetail.ts";
import { plainLocalizer } from "../../../../core/text/localizer.ts";
import fc from "../../seededCheck.ts";
import { foreignText } from "../../text/foreignTexts.ts";

test.each([
  "$(get-key)",
  "cat [a](command:x) $(sync~spin)",
  `printf '{"a":"%s"}' "\${KEY:?}"`,
  `a${" ".repeat(8)}b`,
  "x".repeat(500),
])("What is shown is what runs: %s", (command) => {
  const { detail, mayRun } = helperQuestion(command, plainLocalizer);
  expect(mayRun).toBe(true);
  expect(forModalDetail(detail)).toBe(command);
});

test.each([
  ["line feeds", "true\nrm -rf x"],
  ["a carriage return", "true\rrm -rf x"],
  ["a tab", "true\tx"],
  ["a direction override", "a\u202eb"],
  ["a character that does not show", "a\u200bb"],
  ["a blank that is none to the shell", "a\u00a0b"],
  ["many blanks", `a${" ".repeat(9)}b`],
  ["more than 500 characters", "x".repeat(501)],
])("A command with %s is not offered to run", (_, command) => {
  const { message, detail, mayRun } = helperQuestion(command, plainLocalizer);
  expect(mayRun).toBe(false);
  expect(message).toContain("Run it in a terminal");
  expect(detail).not.toContain("\n");
  expect([...detail].length).toBeLessThanOrEqual(500);
});

test("Whatever is offered to run is shown as it is", () => {
  fc.assert(
    fc.property(foreignText, (command) => {
      const { detail, mayRun } = helperQuestion(command, plainLocalizer);
      if (mayRun) expect(forModalDetail(detail)).toBe(command);
      else expect(forModalDetail(detail)).toBe(detail);
    }),
  );
});
