import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completionScript } from "../../../../cli/command/completion/index.ts";
import { parseCommand } from "../../../../cli/command/parseCommand.ts";
import { renderHelp, renderProgramHelp } from "../../../../cli/command/renderHelp.ts";
import { commands } from "../../../../cli/commands/index.ts";

const root = join(import.meta.dirname, "../../../..");
const tables = commands.map(({ table }) => table);
const named = tables.map((table) => [table.name, table] as const);

test("Names of commands are one word each and differ", () => {
  const names = tables.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+$/);
});

describe.each(named)("%s", (name, table) => {
  test("has texts on one line each, whose links lead to pages and headings that are there", () => {
    const options = Object.values(table.options);
    const texts = [
      ...[table.summary, ...(table.about ?? []), ...Object.values(table.exitCodes)],
      ...options.flatMap(({ meaning, value }) => [meaning, ...(value?.choices ?? []).map((choice) => choice.meaning)]),
      ...table.examples.flatMap(({ line, meaning }) => [line, meaning]),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/\n/);
      for (const [, page = "", anchor] of text.matchAll(/\]\(([\w-]+\.md)(?:#([^)]*))?\)/g)) {
        const file = join(root, "docs", page);
        expect(existsSync(file), page).toBe(true);
        if (anchor !== undefined) expect(anchorsOf(readFileSync(file, "utf8"))).toContain(anchor);
      }
    }
  });

  test("has options whose names and defaults are what they may be", () => {
    for (const [option, entry] of Object.entries(table.options)) {
      expect(option).toMatch(/^[a-z][a-z-]+$/);
      if (entry.default !== undefined) expect(() => entry.take(undefined, option)).not.toThrow();
      if (entry.goesWith !== undefined) expect(Object.keys(table.options)).toContain(entry.goesWith);
      for (const { word } of entry.value?.choices ?? []) expect(entry.take(word, option)).toBe(word);
    }
  });

  test("has examples that are read without a complaint", () => {
    expect(table.examples.length).toBeGreaterThan(0);
    for (const { line } of table.examples) {
      const [, words = ""] = new RegExp(`codex-otel ${name}([^|>)"]*)`).exec(line) ?? [];
      expect(line).toContain(`codex-otel ${name}`);
      parseCommand(
        table,
        words.split(" ").filter((word) => word !== ""),
      );
    }
  });

  test("has help that names every option, in lines that fit", () => {
    const help = renderHelp(table);
    for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
    for (const option of Object.keys(table.options)) expect(help).toMatch(new RegExp(`^  --${option}\\b`, "m"));
    expect(help).not.toMatch(/`|\]\(/);
  });
});

test("The help of the program names every command on a line of its own", () => {
  const help = renderProgramHelp(tables);
  for (const { name } of tables) expect(help).toMatch(new RegExp(`^  codex-otel ${name}\\b.* {3}\\w`, "m"));
  for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

describe("What a shell is told of the commands", () => {
  const hostile = 'it\'s "quoted", `run` $HOME $(id) a:b [c] \\d; {e} %f';
  const table = {
    ...{ name: "brew", summary: hostile, examples: [], exitCodes: { 0: "" } },
    options: {},
  };
  test.each(["bash", "zsh", "fish", "powershell"] as const)("has every command and option: %s", (shell) => {
    const script = completionScript(shell, tables);
    for (const { name, options } of tables) {
      expect(script).toContain(name);
      for (const option of Object.keys(options)) expect(script).toContain(option);
    }
    expect(completionScript(shell, [table])).toContain("brew");
  });
});
