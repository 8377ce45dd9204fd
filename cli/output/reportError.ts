import { ListenerError } from "../../listener/protocol/listenerError.ts";
import { type CommandIo, UsageError } from "./commandIo.ts";

const wrongUse = 2;

/** Tells why a command could not do its work, and gives the exit code; `command` is known where the program has it. */
export function reportError(error: unknown, command: string | undefined, io: CommandIo): number {
  if (error instanceof UsageError) {
    io.stderr(`codex-otel: ${error.message}\n`);
    io.stderr(`See "codex-otel${command === undefined ? "" : ` ${command}`} --help".\n`);
    return wrongUse;
  }
  if (error instanceof ListenerError) {
    io.stderr(`codex-otel: ${error.message}\n`);
    return error.code === "folder-in-use" ? wrongUse : 1;
  }
  const { stack = String(error) } = error as Error;
  for (const line of `codex-otel: This should not have happened, please report it: ${stack}`.split("\n"))
    io.stderr(`${line}\n`);
  return 1;
}
