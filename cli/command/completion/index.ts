import type { CommandTable } from "../commandTable.ts";
import { bashCompletion } from "./bash.ts";
import { completedCommands, programOptions } from "./completedCommands.ts";
import { fishCompletion } from "./fish.ts";
import { powershellCompletion } from "./powershell.ts";
import { zshCompletion } from "./zsh.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion };

export type Shell = keyof typeof shells;

/** The script by which a shell completes command lines of `codex-otel`. */
export const completionScript = (shell: Shell, tables: readonly CommandTable[]): string =>
  shells[shell](completedCommands(tables), programOptions);
