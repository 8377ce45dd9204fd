import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startedPrograms } from "../../../system/programs/startedPrograms.ts";
import { filesOf, root } from "./sources.ts";

const sources = filesOf("cli", "client", "core", "listener", "server", "system", "webview")
  .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

const starter = "system/programs/startProgram.ts";
const terminals = "client/config/runCodex.ts";
const browser = "client/report/reportProblem.ts";

/** Everything by which Node or VS Code starts a program, and what could hide it. */
const waysToStart: readonly (readonly [what: string, pattern: RegExp, allowed: readonly string[]])[] = [
  ["Node's child processes", /child_process/, [starter]],
  ["Node's other processes and threads", /["'](?:node:)?(?:worker_threads|cluster)["']|utilityProcess/, []],
  ["a function that starts a program", /(?<![.\w])(?:exec|execFile|spawn|fork)(?:Sync)?\(/, [starter]],
  [
    "a module that is named while it runs",
    /createRequire|getBuiltinModule|process\.(?:binding|dlopen)|(?<!\w)require\(/,
    [],
  ],
  ["an import of something put together", /(?:await|return|=>|=) import\((?!["'])/, []],
  ["a terminal", /createTerminal|new vscode\.TerminalProfile|TerminalOptions|sendText/, [terminals]],
  ["a task or a debugger", /ShellExecution|ProcessExecution|vscode\.tasks|vscode\.debug\b/, []],
  ["a command of VS Code that starts something", /["']workbench\.action\.(?:terminal|tasks|debug)/, []],
  ["the program of the system for an address", /openExternal/, [browser]],
  ["the library's own start of a language server", /TransportKind|\brun: \{ module/, []],
];

describe("Programs are started in one place", () => {
  test("and the sources were found", () => expect(sources.length).toBeGreaterThan(300));

  test.each(waysToStart)("%s", (_, pattern, allowed) => {
    const found = sources.filter(({ file, text }) => pattern.test(text) && !file.startsWith("core/otlp/generated/"));
    expect(found.map(({ file }) => file).filter((file) => !allowed.includes(file))).toEqual([]);
    for (const file of allowed) expect(found.map((source) => source.file)).toContain(file);
  });

  test.each([
    'import { spawn } from "node:child_process";',
    'const { exec } = await import("child_process");',
    "spawnSync(program)",
    'import { Worker } from "node:worker_threads";',
    'process.getBuiltinModule("child_process")',
    "await import(name)",
    'vscode.window.createTerminal("x")',
    'new vscode.ShellExecution("x")',
    'executeCommand("workbench.action.terminal.new")',
    "vscode.env.openExternal(uri)",
  ])("%s elsewhere would be found", (code) => {
    expect(waysToStart.some(([, pattern]) => pattern.test(code))).toBe(true);
  });
});

describe("The table of started programs", () => {
  test.each(Object.entries(startedPrograms))(
    "%s is asked for where the table says",
    (name, { file, triggers, safeBecause }) => {
      const source = sources.find((candidate) => candidate.file === file);
      expect(source, file).toBeDefined();
      if (file !== terminals && file !== browser) expect(source?.text).toMatch(new RegExp(`"${name}"|ask\\("${name}"`));
      expect(triggers.length).toBeGreaterThan(0);
      expect(safeBecause).toMatch(/\.$/);
    },
  );

  test("names git nowhere, and no other source does", () => {
    expect(JSON.stringify(startedPrograms)).not.toMatch(/\bgit\b/);
    for (const { file, text } of sources) expect(text, file).not.toMatch(/["'`]git(?:\.exe)?["'`]/);
  });
});

test("What is shipped holds no script beside the bundles", () => {
  const shipped = readFileSync(join(root, ".vscodeignore"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("!"));
  const code = shipped.filter((line) => /\.(?:[cm]?[jt]s|sh|cmd|ps1|bat|\*)$|\/\*\*?$/.test(line));
  expect(code).toEqual(["!dist/*.js"]);
});
