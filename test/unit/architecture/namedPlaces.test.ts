import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folders =
  "bench|cli|client|core|demo|docs|listener|policies|scripts|server|snippets|syntaxes|system|test|webview";
const place = new RegExp(`^(?:${folders})/[\\w./-]*$`);

/** The files and folders that a page names in backquotes; `N` stands for a number that is not there yet. */
const placesIn = (page: string) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/`([^`\n]+)`/g)]
    .map(([, text = ""]) => text)
    .filter((text) => place.test(text) && !text.includes("-N."));

test.each(["docs/architecture.md", "CONTRIBUTING.md"])("%s names only files and folders that are there", (page) => {
  const places = placesIn(page);
  expect(places.length).toBeGreaterThan(10);
  expect(places.filter((one) => !existsSync(join(root, one)))).toEqual([]);
});
