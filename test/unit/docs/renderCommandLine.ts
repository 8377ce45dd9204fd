import { type CommandOption, type CommandTable, usageOf } from "../../../cli/command/commandTable.ts";
import { plainText } from "../../../cli/command/plainText.ts";
import { listGlue } from "../../../cli/command/renderHelp.ts";
import { table, withSection } from "./pageParts.ts";

/** The text of docs/command-line.md: as it is, with a section for each command made from its table. */
export function renderCommandLine(page: string, tables: readonly CommandTable[]): string {
  const sections = tables.map((command) => [command.name, sectionOf(command)] as const);
  return sections.reduce(withSection, page);
}

function sectionOf(command: CommandTable): string {
  const { summary, options, about = [], examples, exitCodes } = command;
  const rows = Object.entries(options).map(([name, option]) => [nameOf(name, option), meaningOf(option)]);
  const parts = [
    `## \`${usageOf(command)}\``,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(rows.length === 0 ? [] : [table(["option", "meaning"], rows)]),
    ...about,
    ["```sh", examples.flatMap(({ line, meaning }) => [`# ${plainText(meaning)}`, line]).join("\n"), "```"].join("\n"),
    `Exit code ${exitCodesOf(exitCodes)}.`,
  ];
  return parts.map((part) => (/^(?:\||```)/.test(part) ? part : wrapped(part))).join("\n\n");
}

const nameOf = (name: string, { value }: CommandOption): string =>
  value === undefined ? `\`--${name}\`` : `\`--${name} ${value.valueName}\``;

function meaningOf({ meaning, value, default: usual, required, goesWith }: CommandOption): string {
  const choices = value?.choices ?? [];
  const words = choices.map(({ word, meaning: own }) => {
    const notes = [own, word === usual ? "the default" : ""].filter((note) => note !== "");
    return `\`${word}\`${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
  });
  const isListed = choices.some(({ word }) => word === usual);
  return [
    [meaning, words.join(", ")].filter((part) => part !== "").join(listGlue(meaning)),
    ...(usual === undefined || isListed ? [] : [`\`${usual}\` unless given`]),
    ...(required ? ["has to be given"] : []),
    ...(goesWith === undefined ? [] : [`goes with \`--${goesWith}\``]),
  ].join("; ");
}

const exitCodesOf = (codes: CommandTable["exitCodes"]): string =>
  [...Object.entries(codes), ["2", "wrong use"] as const].map(([code, meaning]) => `${code}: ${meaning}`).join("; ");

const width = 118;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|[^ `])+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}
