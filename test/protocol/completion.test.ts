import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommandTable } from "../../cli/command/commandTable.ts";
import { completionScript, type Shell } from "../../cli/command/completion/index.ts";
import { flag, option } from "../../cli/command/options.ts";
import { oneOf } from "../../cli/command/valueKinds.ts";
import { commands } from "../../cli/commands/index.ts";
import { obtainBash, obtainFish, obtainZsh } from "../../scripts/programs/shells.mjs";

const tables = commands.map(({ table }) => table);
const names = tables.map(({ name }) => name);

/** Words that every shell would act on, were they not quoted. */
const hostile = 'it\'s "quoted", `touch ran` $HOME $(touch ran) a:b [c] \\d {e} %f <g> | h & i ~ * ?';
const hostileTable: CommandTable = {
  ...{ name: "brew", summary: hostile, examples: [], exitCodes: { 0: hostile } },
  options: {
    strength: option("WORD", oneOf({ mild: hostile, strong: hostile }), { meaning: hostile }),
    lid: flag(hostile),
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  mkdirSync(join(folder, "work/a folder"), { recursive: true });
  for (const name of ["a.toml", "b c.toml"]) writeFileSync(join(folder, "work", name), "");
  for (const shell of ["bash", "zsh", "fish"] as const) {
    writeFileSync(join(folder, shell), completionScript(shell, tables));
    writeFileSync(join(folder, `${shell}-hostile`), completionScript(shell, [hostileTable]));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started = promisify(execFile);

/** What a shell prints that runs a script in the folder to work in. */
async function run(path: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env.PATH, HOME: folder, TERM: "dumb", LC_ALL: "C", ...environment };
  const { stdout, stderr } = await started(path, [...args], { cwd: join(folder, "work"), env });
  expect(stderr).toBe("");
  return stdout.split(/\r?\n/).filter((line) => line !== "");
}

interface Completions {
  readonly words: readonly string[];
  /** Which names of the disk the shell was asked to add by itself, where it does that. */
  readonly disk: "files" | "folders" | "none";
}

type Complete = (line: string, script?: string) => Promise<Completions>;

/** Completes the last word of a line, parted as bash does it. */
const inBash =
  (path: string): Complete =>
  async (line, script = "bash") => {
    const words = line.split(/ |(=)/).filter((word) => word !== undefined && (word !== "" || line.endsWith(" ")));
    const lines = await run(path, [
      ...["--norc", "--noprofile", "-c"],
      `script=$1; shift; source "$script"; source "$script"; compopt() { echo "compopt $*"; }
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _codex_otel; printf "%s\\n" "\${COMPREPLY[@]}"`,
      ...["bash", join(folder, script), ...words],
    ]);
    const disk = lines.some((one) => one.includes("-o dirnames"))
      ? "folders"
      : lines.some((one) => one.includes("+o default"))
        ? "none"
        : "files";
    return { words: lines.filter((one) => !one.startsWith("compopt")), disk };
  };

/** fish says itself what it would propose, files included. */
const inFish =
  (path: string): Complete =>
  async (line, script = "fish") => {
    const lines = await run(path, ["-N", "-c", `source $argv[1]; complete -C $argv[2]`, join(folder, script), line]);
    const found = lines.map((one) => one.split("\t")[0] ?? "");
    return withDisk(found.map((word) => word.replace(/^--[a-z-]+=/, "")));
  };

/** zsh completes at a terminal only: in one of its own, with every list that it is given printed. */
const inZsh =
  (path: string): Complete =>
  async (line, script = "zsh") => {
    const driver = join(folder, "driver.zsh");
    writeFileSync(driver, zshDriver);
    const lines = await run(path, ["-f", driver, join(folder, script), line, path, join(folder, "zcompdump")]);
    const printed = lines.join("\n");
    expect(printed).not.toMatch(/command not found|parse error|bad |unmatched|no such/i);
    return withDisk(
      [...printed.matchAll(/HIT<(.*?)>TIH/gs)]
        .flatMap(([, list = ""]) => list.split("\u0001"))
        .filter((word) => word !== ""),
    );
  };

const zshDriver = `zmodload zsh/zpty
zpty inner $3 -f -i
zpty -w inner "PS1=; stty -echo; cd \${(q)PWD}; autoload -Uz compinit; compinit -u -d \${(q)4}; source \${(q)1}"
zpty -w inner 'compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  local -a hits
  builtin compadd -A hits "$@"
  print -r -- "HIT<\${(pj:\\1:)hits}>TIH"
  builtin compadd "$@"
}
end-of-list() { print END-OF"-"LIST; exit }
comppostfuncs=(end-of-list)
bindkey "^I" complete-word
print READY"-"NOW'
while zpty -r inner line; do [[ $line == *READY-NOW* ]] && break; done
zpty -n -w inner "$2"$'\\t'
while zpty -r inner line; do print -r -- "$line"; [[ $line == *END-OF-LIST* ]] && break; done
`;

function withDisk(found: readonly string[]): Completions {
  const words = [...new Set(found.map((word) => word.replace(/\/$/, "").replaceAll("\\", "")))];
  const onDisk = ["a folder", "a.toml", "b c.toml"];
  const disk = words.some((word) => word.endsWith(".toml")) ? "files" : words.includes("a folder") ? "folders" : "none";
  return { words: words.filter((word) => !onDisk.includes(word)), disk };
}

const shells: readonly (readonly [Shell, { path: string } | { unobtainable: string }, (path: string) => Complete])[] = [
  ["bash", await obtainBash(), inBash],
  ["fish", await obtainFish(), inFish],
  ["zsh", await obtainZsh(), inZsh],
];

const sorted = (words: readonly string[]) => [...words].sort();

for (const [shell, program, completeIn] of shells)
  describe.skipIf("unobtainable" in program)(`${shell} completes`, () => {
    const complete = completeIn("path" in program ? program.path : "");
    const optionsOf = (name: string) => [
      ...Object.keys(tables.find((table) => table.name === name)?.options ?? {}).map((key) => `--${key}`),
      "--help",
    ];

    test("commands", async () => {
      const { words, disk } = await complete("codex-otel ");
      expect(sorted(words.filter((word) => !word.startsWith("-")))).toEqual(sorted(names));
      expect(disk).toBe("none");
    });

    test.each(names)("the options of %s", async (name) => {
      const { words } = await complete(`codex-otel ${name} --`);
      expect(sorted(words)).toEqual(sorted(optionsOf(name)));
    });

    test.each([
      ["check --format ", ["json", "pretty", "sarif"]],
      ["check --format=", ["json", "pretty", "sarif"]],
      ["check --format=j", ["json"]],
      ["check a.toml --fail-on w", ["warning"]],
      ["tail --view ", ["local", "raw"]],
      ["tail --at-rest ", ["discard", "send"]],
      ["completion ", ["bash", "fish", "powershell", "zsh"]],
      ["route --destination ", []],
      ["tail ", []],
      ["tail --grpc-port ", []],
    ])("%j with the words that it may be, and no files", async (line, expected) => {
      const { words, disk } = await complete(`codex-otel ${line}`);
      expect({ words: sorted(words.filter((word) => !word.startsWith("--"))), disk }).toEqual({
        ...{ words: expected, disk: "none" },
      });
    });

    test.each([
      ["check ", "files"],
      ["check --fix ", "files"],
      ["explain --policy ", "files"],
      ["tail --record ", "files"],
      ["tail --forward-queue ", "folders"],
    ] as const)("%j with %s", async (line, expected) => {
      expect((await complete(`codex-otel ${line}`)).disk).toBe(expected);
    });

    test("a policy with the built-in one beside files", async () => {
      expect((await complete("codex-otel route --policy ")).words).toContain("built-in");
    });

    test("nothing that looks like an option behind --", async () => {
      expect((await complete("codex-otel check -- --f")).words).toEqual([]);
    });

    test("what was typed without running any of it", async () => {
      const line = "codex-otel check $(true>ran) `true>ran` --form";
      expect((await complete(line)).words).toEqual(["--format"]);
      expect(existsSync(join(folder, "work/ran"))).toBe(false);
    });

    test("whatever the texts of a table hold", async () => {
      const script = `${shell}-hostile`;
      expect((await complete("codex-otel ", script)).words).toContain("brew");
      expect(sorted((await complete("codex-otel brew --", script)).words)).toEqual(["--help", "--lid", "--strength"]);
      expect(sorted((await complete("codex-otel brew --strength ", script)).words)).toEqual(["mild", "strong"]);
      expect(existsSync(join(folder, "work/ran"))).toBe(false);
    });
  });
