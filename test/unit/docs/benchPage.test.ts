import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "bench/README.md"), "utf8");
const suites = readdirSync(join(root, "bench")).filter((name) => existsSync(join(root, "bench", name, `${name}.ts`)));
const sections = page.split(/^## /m).slice(1);

test("Every benchmark has a section with what it measured, and nothing else has one", () => {
  expect(suites.length).toBeGreaterThan(4);
  expect(sections.map((section) => section.split("\n", 1)[0]).toSorted()).toEqual(suites.toSorted());
});

test.each(sections)("Figures have the command and the day they are of: %s", (section) => {
  const [name] = section.split("\n", 1);
  expect(section).toMatch(new RegExp(`^\`npm run bench -- ${name}\`, \\d{4}-\\d\\d-\\d\\d\\.`, "m"));
  expect(section).toContain("|---|");
});
