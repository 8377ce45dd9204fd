import type { CommandIo } from "../../../cli/output/commandIo.ts";

/** A command of the command line, as it is run with the words behind its name. */
export type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

/** Runs a command in this process, and collects what it says. */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  surroundings: Pick<CommandIo, "environment" | "currentDirectory">,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const said = { stdout: "", stderr: "" };
  const code = await command(argv, {
    ...surroundings,
    stdout: (text) => {
      said.stdout += text;
    },
    stderr: (text) => {
      said.stderr += text;
    },
  });
  return { code, ...said };
}
