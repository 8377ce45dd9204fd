#!/usr/bin/env node
import type { Command } from "./command/commandTable.ts";
import { orNearest } from "./command/nearest.ts";
import { wantsHelp } from "./command/parseCommand.ts";
import { renderHelp, renderProgramHelp } from "./command/renderHelp.ts";
import { commands } from "./commands/index.ts";
import { type CommandIo, UsageError } from "./output/commandIo.ts";
import { reportError } from "./output/reportError.ts";
import { terminalIo } from "./output/terminalIo.ts";

declare const __PRODUCT_VERSION__: string;

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

const [name] = process.argv.slice(2);
run(process.argv.slice(2), io)
  .catch((error: unknown) => reportError(error, name !== undefined && commandOf(name) ? name : undefined, io))
  .then((code) => {
    process.exitCode = code;
  });
