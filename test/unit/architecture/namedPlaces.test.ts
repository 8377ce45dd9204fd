import { existsSync, readdirSync, readFileSync } from "node:fs";
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

const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md", ...docs()];

function docs(): readonly string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}

test.each(pages)("%s names only files and folders that are there", (page) => {
  expect(placesIn(page).filter((one) => !existsSync(join(root, one)))).toEqual([]);
});

test("those who read the architecture are told many places", () => {
  expect(placesIn("docs/architecture.md").length).toBeGreaterThan(50);
});
