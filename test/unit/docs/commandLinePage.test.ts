import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../../cli/commands/index.ts";
import { renderCommandLine } from "./renderCommandLine.ts";

const root = join(import.meta.dirname, "../../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const tables = commands.map(({ table }) => table);
const page = read("docs/command-line.md");

test("docs/command-line.md says of each command what its table says", async () => {
  await expect(renderCommandLine(page, tables)).toMatchFileSnapshot(join(root, "docs/command-line.md"));
});

test("docs/command-line.md has a section for every command, and for no other", () => {
  const sections = [...page.matchAll(/^## `codex-otel (\w+)/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(tables.map(({ name }) => name).sort());
});

test("The README names every command, and no other", () => {
  const named = /`codex-otel`: ([^;.]*)[;.]/.exec(read("README.md").replaceAll("\n", " "))?.[1] ?? "";
  const words = [...named.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
  expect(words.sort()).toEqual(tables.map(({ name }) => name).sort());
});

describe("Where the command line is named, it is so", () => {
  const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
  const sources = ["cli", "client", "core", "listener", "server", "system", "l10n"].flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: "utf8" }).map((name) => `${layer}/${name}`),
  );
  const texts = [
    ...pages.filter((name) => name.endsWith(".md")),
    ...sources.filter((name) => /\.(?:ts|json)$/.test(name)),
  ]
    .filter((name) => !name.includes("/generated/"))
    .map((name) => [name, read(name)] as const);
  const optionsOf = new Map(tables.map(({ name, options }) => [name, ["help", ...Object.keys(options)]]));
  const all = new Set([...optionsOf.values()].flat());

  test("with options that the command has", () => {
    let found = 0;
    for (const [name, text] of texts)
      for (const [whole, command = "", rest = ""] of text.matchAll(/\bcodex-otel ([a-z]+)((?: [^`"\n]*)?)/g))
        for (const [, option] of optionsOf.has(command) ? rest.matchAll(/(?<!\S)--([a-z][a-z-]*)/g) : []) {
          found++;
          expect(optionsOf.get(command), `${name}: ${whole}`).toContain(option);
        }
    expect(found).toBeGreaterThan(20);
  });

  test("and messages of the command line name options that are there", () => {
    const others = new Set(["version", "x", "name"]);
    let found = 0;
    for (const [name, text] of texts.filter(([name]) => name.startsWith("cli/") && !name.startsWith("cli/command/")))
      for (const [, option = ""] of text.matchAll(/(?<![\w-])--([a-z][a-z-]*[a-z])/g)) {
        found++;
        expect(all.has(option) || others.has(option), `${name}: --${option}`).toBe(true);
      }
    expect(found).toBeGreaterThan(20);
  });
});
