import type { CommandIo } from "../output/commandIo.ts";

/** One of the words that a value may be. */
export interface Choice {
  readonly word: string;
  /** What it means; empty where the word says it. */
  readonly meaning: string;
}

/** What stands in the place of a value: in help, in the documentation and when a shell completes it. */
export interface ShownValue {
  /** `FILE`, `N`, … */
  readonly valueName: string;
  /** Words that it may be; it may be others too where it is no choice among them alone. */
  readonly choices: readonly Choice[];
  /** What of the disk it may be. */
  readonly completes: "file" | "folder" | undefined;
}

/**
 * An option of a command. Texts are Markdown of one line: words, `code` and [links](page.md). Help shows them without the
 * marks.
 */
export interface CommandOption<Value = unknown> {
  readonly meaning: string;
  /** undefined for a switch, which takes none. */
  readonly value: ShownValue | undefined;
  /** What counts where the option is not given, as it would be written. */
  readonly default: string | undefined;
  readonly required: boolean;
  /** Another option, without which this one has no meaning. */
  readonly goesWith: string | undefined;
  /** The value of what was written; throws a UsageError. `given` is undefined where the option is not given. */
  take(given: string | undefined, name: string): Value;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** What a command gets for its options. */
export type OptionValues<Options extends CommandOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends CommandOption<infer Value> ? Value : never;
};

/** The words of a command that are no options. */
export interface Positionals extends ShownValue {
  readonly count: "one" | "some" | "any";
  /** What is said where one is missing, as the whole sentence. */
  readonly missing: string;
}

/** A command line that does something useful. */
export interface CommandExample {
  readonly line: string;
  readonly meaning: string;
}

/** Everything about how a command is used: it is read, explained, completed and documented by this. */
export interface CommandTable<Options extends CommandOptions = CommandOptions> {
  readonly name: string;
  /** Other words for it, which help does not name. */
  readonly aliases?: readonly string[];
  /** What it is for, in a few words. */
  readonly summary: string;
  readonly positionals?: Positionals;
  readonly options: Options;
  /** More about it, a paragraph each. */
  readonly about?: readonly string[];
  readonly examples: readonly CommandExample[];
  /** What the exit codes 0 and 1 say; 2 is wrong use of every command. */
  readonly exitCodes: { readonly 0: string; readonly 1?: string };
}

/** A command of the command line. */
export interface Command {
  readonly table: CommandTable;
  /** Resolves with the exit code; rejects with a UsageError for wrong use. */
  run(argv: readonly string[], io: CommandIo): Promise<number>;
}

/** A table whose options are known one by one. */
export const commandTable = <const Options extends CommandOptions>(
  table: CommandTable<Options>,
): CommandTable<Options> => table;

/** `[FILE…]`, as it stands in the usage of a command. */
export function usageOf({ name, positionals }: CommandTable): string {
  const words = {
    one: (word: string) => word,
    some: (word: string) => `${word}…`,
    any: (word: string) => `[${word}…]`,
  };
  const rest = positionals === undefined ? "" : ` ${words[positionals.count](positionals.valueName)}`;
  return `codex-otel ${name}${rest}`;
}
