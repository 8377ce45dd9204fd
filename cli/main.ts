#!/usr/bin/env node
import { ListenerError } from "../listener/protocol/listenerError.ts";
import type { Command } from "./command/commandTable.ts";
import { orNearest } from "./command/nearest.ts";
import { wantsHelp } from "./command/parseCommand.ts";
import { renderHelp, renderProgramHelp } from "./command/renderHelp.ts";
import { commands } from "./commands/index.ts";
import { type CommandIo, UsageError } from "./output/commandIo.ts";
import { terminalIo } from "./output/terminalIo.ts";

declare const __PRODUCT_VERSION__: string;

const wrongUse = 2;

async function run([name = "--help", ...argv]: readonly string[], io: CommandIo): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout(renderProgramHelp(commands.map(({ table }) => table)));
    return 0;
  }
  if (name === "--version") {
    io.stdout(`${__PRODUCT_VERSION__}\n`);
    return 0;
  }
  const command = commandOf(name);
  if (command === undefined)
    throw new UsageError(`There is no command ${JSON.stringify(name)}${orNearest(name, names)}`);
  if (wantsHelp(argv)) {
    io.stdout(renderHelp(command.table));
    return 0;
  }
  return command.run(argv, io);
}

const names = commands.map(({ table }) => table.name);

const commandOf = (name: string): Command | undefined =>
  commands.find(({ table }) => table.name === name || table.aliases?.includes(name));

function report(error: unknown, name: string | undefined, io: CommandIo): number {
  if (error instanceof UsageError) {
    const command = name !== undefined && commandOf(name) !== undefined ? ` ${name}` : "";
    io.stderr(`codex-otel: ${error.message}\n`);
    io.stderr(`See "codex-otel${command} --help".\n`);
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

/** A reader that goes away is no error: a command that would go on for ever ends then. */
const readerGone = new Promise<void>((resolve) => {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    resolve();
  });
});
process.stderr.on("error", () => undefined);

const io = terminalIo({
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stdoutBacklog: () => process.stdout.writableLength,
  environment: process.env,
  currentDirectory: process.cwd(),
  readerGone,
});

run(process.argv.slice(2), io)
  .catch((error: unknown) => report(error, process.argv[2], io))
  .then((code) => {
    process.exitCode = code;
  });
