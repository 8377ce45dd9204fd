import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { issuePage } from "../../../../client/report/issuePage.ts";

test.each([
  ["https://github.com/a/b.git", "https://github.com/a/b/issues/new/choose"],
  ["https://github.com/a/b", "https://github.com/a/b/issues/new/choose"],
  ["https://github.com/a/b/", "https://github.com/a/b/issues/new/choose"],
  ["git@github.com:a/b.git", undefined],
  ["command:x", undefined],
  [undefined, undefined],
])("Of a repository at %s issues are opened at %s", (repository, page) => {
  expect(issuePage(repository)).toBe(page);
});

test("The repository in the manifest has a page for issues", () => {
  const { repository } = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"));
  expect(issuePage(repository.url)).toMatch(/^https:/);
});
