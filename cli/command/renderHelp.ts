import { type CommandOption, type CommandTable, usageOf } from "./commandTable.ts";
import { plainText } from "./plainText.ts";

const width = 110;
/** Options with a longer name have their meaning below it. */
const widestName = 26;

/** What `codex-otel COMMAND --help` prints. */
export function renderHelp(table: CommandTable): string {
  const { summary, options, about = [], examples, exitCodes } = table;
  const names = Object.entries(options).map(([name, option]) => nameOf(name, option));
  const column = Math.min(widestName, Math.max(0, ...names.map(({ length }) => length)));
  const rows = Object.entries(options).map(([name, option]) => rowOf(nameOf(name, option), column, meaningsOf(option)));
  const blocks = [
    rows.join("\n"),
    about.map((text) => wrapped(plainText(text), 0)).join("\n\n"),
    ["Examples:", ...examples.map(exampleOf)].join("\n"),
    wrapped(exitCodesOf(exitCodes), 0),
  ];
  return `${wrapped(`${usageOf(table)}: ${plainText(summary)}`, 2)}\n\n${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** What `codex-otel --help` prints. */
export function renderProgramHelp(tables: readonly CommandTable[]): string {
  const usages = tables.map(usageOf);
  const column = Math.max(...usages.map(({ length }) => length));
  const rows = tables.map((table, i) => `  ${(usages[i] ?? "").padEnd(column)}   ${plainText(table.summary)}`);
  return `codex-otel: make the telemetry of OpenAI Codex visible, safe and correct

${rows.join("\n")}

"codex-otel COMMAND --help" says more. "codex-otel --version" prints the version.
`;
}

/** What stands between the meaning of an option and the words that its value may be. */
export const listGlue = (meaning: string): string => (/[;.]/.test(meaning) ? ". " : ": ");

const nameOf = (name: string, { value }: CommandOption): string =>
  value === undefined ? `--${name}` : `--${name} ${value.valueName}`;

function rowOf(name: string, column: number, meanings: readonly string[]): string {
  const indent = column + 5;
  const [first = "", ...others] = meanings.map((meaning) => " ".repeat(indent) + wrapped(meaning, indent, indent));
  const own = name.length <= column ? `  ${name}`.padEnd(indent) + first.slice(indent) : `  ${name}\n${first}`;
  return [own, ...others].join("\n");
}

/** The lines that explain an option: its meaning, and that of each word it may be. */
function meaningsOf({ meaning, value, default: usual, goesWith }: CommandOption): readonly string[] {
  const choices = value?.choices ?? [];
  const explained = choices.filter((choice) => choice.meaning !== "");
  const mark = (word: string) => (word === usual ? " (the default)" : "");
  const bare = explained.length > 0 ? [] : choices.map(({ word }) => `${word}${mark(word)}`);
  const isListed = choices.some(({ word }) => word === usual);
  const notes = [
    ...(usual === undefined || isListed ? [] : [`${usual} unless given`]),
    ...(goesWith === undefined ? [] : [`goes with --${goesWith}`]),
  ];
  const list = bare.length === 0 ? "" : `${listGlue(meaning)}${bare.join(", ")}`;
  const end = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  return [
    `${plainText(meaning)}${list}${end}`,
    ...explained.map(({ word, meaning: own }) => `${word}: ${plainText(own)}${mark(word)}`),
  ];
}

const exampleOf = ({ line, meaning }: CommandTable["examples"][number]): string =>
  `  ${line}\n      ${wrapped(plainText(meaning), 6, 6)}`;

const exitCodesOf = (codes: CommandTable["exitCodes"]): string =>
  `Exit code ${Object.entries(codes)
    .map(([code, meaning]) => `${code}: ${plainText(meaning)}; `)
    .join("")}2: wrong use.`;

/** Broken into lines that fit; the first one begins in column `start`, the others in `indent`. */
function wrapped(text: string, indent: number, start = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const used = lines.length === 0 ? start : indent;
    if (line !== "" && used + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
