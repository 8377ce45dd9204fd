import type { CommandTable, ShownValue } from "../commandTable.ts";
import { plainText } from "../plainText.ts";

/** What a shell can propose in one place. */
export interface CompletedValue {
  readonly words: readonly CompletedWord[];
  /** Names of files, or of folders alone; nothing of the disk where it is undefined. */
  readonly disk: "file" | "folder" | undefined;
}

/** A word with a few words about it. */
export interface CompletedWord {
  readonly word: string;
  readonly meaning: string;
}

/** An option as shells complete it. */
export interface CompletedOption extends CompletedWord {
  /** undefined for one that takes no value. */
  readonly value: CompletedValue | undefined;
}

/** A command as shells complete it. */
export interface CompletedCommand extends CompletedWord {
  readonly options: readonly CompletedOption[];
  /** undefined for one that takes options only. */
  readonly positionals: CompletedValue | undefined;
}

/** What shells are told of the commands. All of it is the table's: nothing is looked up when somebody presses Tab. */
export function completedCommands(tables: readonly CommandTable[]): readonly CompletedCommand[] {
  return tables.map(({ name, summary, options, positionals }) => ({
    word: name,
    meaning: plainText(summary),
    options: [
      ...Object.entries(options).map(([option, { meaning, value }]) => ({
        word: `--${option}`,
        meaning: firstPart(plainText(meaning)),
        value: value && completedValue(value),
      })),
      help,
    ],
    positionals: positionals && completedValue(positionals),
  }));
}

const help: CompletedOption = { word: "--help", meaning: "say how it is used", value: undefined };

/** The options of the program itself. */
export const programOptions: readonly CompletedOption[] = [
  help,
  { word: "--version", meaning: "print the version", value: undefined },
];

const completedValue = ({ choices, completes }: ShownValue): CompletedValue => ({
  words: choices.map(({ word, meaning }) => ({ word, meaning: plainText(meaning) })),
  disk: completes,
});

/** What stands before the first semicolon, colon or full stop: shells show one line. */
const firstPart = (text: string): string => text.split(/[;:.](?= |$)/)[0] ?? text;
