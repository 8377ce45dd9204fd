#!/usr/bin/env node
import { ListenerError } from "../listener/protocol/listenerError.ts";
import { checkHelp, runCheck } from "./commands/check.ts";
import { doctorHelp, runDoctor } from "./commands/doctor.ts";
import { explainHelp, runExplain } from "./commands/explain.ts";
import { exportHelp, runExport } from "./commands/export.ts";
import { replayHelp, runReplay } from "./commands/replay.ts";
import { routeHelp, runRoute } from "./commands/route.ts";
import { runTail, tailHelp } from "./commands/tail.ts";
import { type CommandIo, UsageError } from "./output/commandIo.ts";
import { terminalIo } from "./output/terminalIo.ts";

declare const __PRODUCT_VERSION__: string;

const help = `codex-otel: make the telemetry of OpenAI Codex visible, safe and correct

  codex-otel check [FILE…]   what Codex will do with the [otel] block of its config.toml
  codex-otel tail            receive OTLP on this machine and print each event
  codex-otel replay FILE…    send recorded telemetry to a receiver
  codex-otel route FILE…     recorded telemetry as a destination of the policy would receive it
  codex-otel explain FILE…   what the policy does with each recorded event, rule by rule
  codex-otel export          the policy for the OpenTelemetry Collector, for Monad, or as Sigma rules
  codex-otel doctor          why nothing arrives, line by line

"codex-otel COMMAND --help" says more. "codex-otel --version" prints the version.
`;

interface Command {
  readonly help: string;
  run(argv: readonly string[], io: CommandIo): Promise<number>;
}

const commands: ReadonlyMap<string, Command> = new Map([
  ["check", { help: checkHelp, run: runCheck }],
  ["tail", { help: tailHelp, run: runTail }],
  ["replay", { help: replayHelp, run: runReplay }],
  ["route", { help: routeHelp, run: runRoute }],
  ["explain", { help: explainHelp, run: runExplain }],
  ["export", { help: exportHelp, run: runExport }],
  ["doctor", { help: doctorHelp, run: runDoctor }],
]);

const wrongUse = 2;

async function run([name = "--help", ...argv]: readonly string[], io: CommandIo): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout(help);
    return 0;
  }
  if (name === "--version") {
    io.stdout(`${__PRODUCT_VERSION__}\n`);
    return 0;
  }
  const command = commands.get(name);
  if (!command) throw new UsageError(`There is no command ${JSON.stringify(name)}.`);
  if (argv.includes("--help") || argv.includes("-h")) {
    io.stdout(command.help);
    return 0;
  }
  return command.run(argv, io);
}

function report(error: unknown, name: string | undefined, io: CommandIo): number {
  if (error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) {
    const command = name && commands.has(name) ? ` ${name}` : "";
    io.stderr(`codex-otel: ${(error as Error).message}\n`);
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
