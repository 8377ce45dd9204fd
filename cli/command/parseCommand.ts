import { parseArgs } from "node:util";
import { UsageError } from "../output/commandIo.ts";
import type { CommandOption, CommandOptions, CommandTable, OptionValues } from "./commandTable.ts";
import { orNearest } from "./nearest.ts";

/** What was written behind the name of a command. */
export interface ParsedCommand<Options extends CommandOptions> {
  readonly values: OptionValues<Options>;
  readonly positionals: readonly string[];
}

/** Whether the help of a command is asked for. */
export function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  return words.includes("--help") || words.includes("-h");
}

/** Reads the words behind the name of a command as its table says. Throws a {@link UsageError} of one sentence. */
export function parseCommand<Options extends CommandOptions>(
  table: CommandTable<Options>,
  argv: readonly string[],
): ParsedCommand<Options> {
  const { given, positionals } = split(table, argv);
  checkPositionals(table, positionals);
  const entries = Object.entries(table.options).map(([name, option]) => {
    const text = given.get(name);
    if (text !== undefined && option.goesWith !== undefined && !given.has(option.goesWith))
      throw new UsageError(`--${name} goes with --${option.goesWith}.`);
    return [name, option.take(text, name)] as const;
  });
  return { values: Object.fromEntries(entries) as OptionValues<Options>, positionals };
}

/** What was given as the value of each option, the last time where it is given twice; a switch has the empty text. */
function split({ name, options }: CommandTable, argv: readonly string[]) {
  const types = Object.entries(options).map(([key, { value }]) => {
    const type: "boolean" | "string" = value === undefined ? "boolean" : "string";
    return [key, { type }] as const;
  });
  const { tokens } = parseArgs({
    ...{ args: [...argv], options: Object.fromEntries(types) },
    ...{ strict: false, tokens: true, allowPositionals: true },
  });
  const given = new Map<string, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      const near = orNearest(token.name, Object.keys(options), (known) => `--${known}`);
      throw new UsageError(`${name} has no option ${token.rawName}${near}`);
    }
    given.set(token.name, givenValue(token, option));
  }
  return { given, positionals };
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function givenValue({ rawName, value, inlineValue }: OptionToken, option: CommandOption): string {
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value: leave out =${value}.`);
    return "";
  }
  const form = `${rawName} ${option.value.valueName}`;
  if (value === undefined) throw new UsageError(`${rawName} needs a value: ${form}.`);
  if (inlineValue !== true && value.length > 1 && value.startsWith("-"))
    throw new UsageError(`${rawName} needs a value: ${form}, or ${rawName}=${value} if ${value} is meant.`);
  return value;
}

function checkPositionals({ name, positionals: wanted }: CommandTable, [first, second]: readonly string[]): void {
  if (wanted === undefined) {
    if (first !== undefined) throw new UsageError(`${name} takes options only: leave out ${JSON.stringify(first)}.`);
    return;
  }
  if (first === undefined && wanted.count !== "any") throw new UsageError(wanted.missing);
  if (second !== undefined && wanted.count === "one")
    throw new UsageError(`${name} takes one ${wanted.valueName}: leave out ${JSON.stringify(second)}.`);
}
