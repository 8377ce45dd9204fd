import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportHelp } from "../../../cli/commands/export.ts";

const root = join(import.meta.dirname, "../../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
const sorted = (names: readonly string[]) => [...names].sort();

const program = read("cli/main.ts");
const commands = sorted(matches(program, /^ {2}\["(\w+)", \{ help:/gm));

test("The help of codex-otel names every command", () => {
  expect(commands.length).toBeGreaterThan(6);
  expect(sorted(matches(program, /^ {2}codex-otel (\w+) .* {3}\w/gm))).toEqual(commands);
});

test("docs/command-line.md has a section for every command, and for no other", () => {
  expect(sorted(matches(read("docs/command-line.md"), /^## `codex-otel (\w+)/gm))).toEqual(commands);
});

test("The README names every command, and no other", () => {
  const named = /`codex-otel`: ([^;.]*)[;.]/.exec(read("README.md").replaceAll("\n", " "))?.[1] ?? "";
  expect(sorted(matches(named, /`(\w+)`/g))).toEqual(commands);
});

test("The help and the documentation name every engine that a policy is exported for", () => {
  const engines = matches(exportHelp, /^ +(?:--to ENGINE +)?(\w+): /gm);
  expect(sorted(engines)).toEqual(["monad", "otelcol", "sigma"]);
  const [line = ""] = /^ {2}codex-otel export .*$/m.exec(program) ?? [];
  for (const engine of ["Collector", "Monad", "Sigma"]) expect(line).toContain(engine);
  for (const engine of engines) expect(read("docs/command-line.md")).toContain(`--to ${engine}`);
});
