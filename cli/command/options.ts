import { UsageError } from "../output/commandIo.ts";
import type { Choice, CommandOption } from "./commandTable.ts";
import { orNearest } from "./nearest.ts";

/** What a value may be. */
export interface ValueKind<Value> {
  /** As the end of the sentence `--option must be …`. */
  readonly expects: string;
  /** undefined for what is none. */
  read(text: string): Value | undefined;
  readonly choices?: readonly Choice[];
  readonly completes?: "file" | "folder";
}

interface Settings {
  readonly meaning: string;
  readonly default?: string;
  readonly required?: boolean;
  readonly goesWith?: string;
}

/** What a command gets: always a value where there is a default, or where the option has to be given. */
type Taken<Given extends Settings, Value> = Given extends { readonly default: string } | { readonly required: true }
  ? Value
  : Value | undefined;

/** An option that takes no value. */
export function flag(meaning: string, { goesWith }: Pick<Settings, "goesWith"> = {}): CommandOption<boolean> {
  return {
    ...{ meaning, goesWith, value: undefined, default: undefined, required: false },
    take: (given) => given !== undefined,
  };
}

/** An option with a value of some kind. */
export function option<const Given extends Settings, Value>(
  valueName: string,
  kind: ValueKind<Value>,
  settings: Given,
): CommandOption<Taken<Given, Value>> {
  const { meaning, default: usual, required = false, goesWith } = settings;
  const take = (given: string | undefined, name: string): Value | undefined => {
    const text = given ?? usual;
    if (text === undefined) {
      if (required) throw new UsageError(`--${name} is missing: it must be ${kind.expects}.`);
      return undefined;
    }
    const value = kind.read(text);
    if (value !== undefined) return value;
    const words = kind.choices?.map(({ word }) => word) ?? [];
    throw new UsageError(`--${name} must be ${kind.expects}${orNearest(text, words)}`);
  };
  return {
    ...{ meaning, goesWith, required, default: usual },
    value: { valueName, choices: kind.choices ?? [], completes: kind.completes },
    take: take as CommandOption<Taken<Given, Value>>["take"],
  };
}
