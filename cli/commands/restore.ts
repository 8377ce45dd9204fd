import { planExporterRestore } from "../../core/config/edit/exporterRestore.ts";
import { shownDifference } from "../../core/config/edit/shownDifference.ts";
import { applyEdits } from "../../core/diagnostics/applyFixes.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { someOf } from "../../core/text/someOf.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { commandTable } from "../command/commandTable.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { type ConfigFile, configOption, dryRunFlag, openConfig, saveConfig } from "../config/configFile.ts";
import { type PointedFile, type PointedFiles, pointedFiles } from "../config/pointedFiles.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";

export const restoreTable = commandTable({
  name: "restore",
  summary: "give a configuration the exporter back that it had before `point`",
  options: {
    config: configOption,
    "dry-run": dryRunFlag,
  },
  about: [
    "A file that is still as `point` left it becomes what it was, byte for byte; one that `point` made is removed. In one that was changed elsewhere in the meantime, also by Codex, which writes it anew, only the exporter changes. An exporter that somebody has changed since stays as it is now.",
    "Without `--config` it is the file in Codex's folder, or the only other one that was pointed. What the extension has pointed, the extension restores.",
  ],
  examples: [
    { line: "codex-otel restore --dry-run", meaning: "see what would change" },
    { line: "codex-otel restore", meaning: "the file that `point` changed" },
  ],
  exitCodes: { 0: "the exporter is what it was", 1: "it was changed in the meantime, and stays as it is" },
});

/** `codex-otel restore`. Resolves with the exit code. */
export async function runRestore(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseCommand(restoreTable, argv);
  const memory = pointedFiles(io);
  const config = await chooseFile(values.config, memory, io);
  const { name } = config;
  const pointed = await memory.get(config.path);
  if (pointed === undefined) {
    io.stderr(`There is nothing to restore: ${name} was not changed by "codex-otel point".\n`);
    return 0;
  }
  const isAsBefore = config.bytes === undefined ? pointed.wasAbsent : config.text === pointed.before;
  if (isAsBefore) {
    if (!values["dry-run"]) await memory.forget(config.path);
    io.stderr(`There is nothing to restore: ${name} is as it was before.\n`);
    return 0;
  }
  if (config.bytes === undefined) return refuse(`${name} is not there any more, so nothing is restored.`, io);
  return restore(config, pointed, values["dry-run"], memory, io);
}

async function restore(
  config: ConfigFile,
  pointed: PointedFile,
  isDry: boolean,
  memory: PointedFiles,
  io: CommandIo,
): Promise<number> {
  const { name, path, text } = config;
  const document = parseToml(text);
  const plan = planExporterRestore(document, pointed);
  switch (plan.kind) {
    case "broken":
      return refuse(`${name} has errors, and was not changed: "codex-otel check" names them.`, io);
    case "changed":
      return refuse(`The exporter of ${name} was changed since it was pointed, so it stays as it is now.`, io);
    case "restore":
      break;
  }
  if (isDry) {
    io.stdout(withoutWorkflowCommands(shownDifference(document, plan.edits, name)));
    return 0;
  }
  const restored = applyEdits(text, plan.edits);
  const isRemoved = pointed.wasAbsent && restored === "";
  await saveConfig(config, isRemoved ? undefined : restored);
  await memory.forget(path);
  const what = isRemoved
    ? `${name} was not there before, and is removed.`
    : `The exporter of ${name} is as it was before.`;
  io.stdout(`${what} Codex reads the file when it starts.\n`);
  return 0;
}

function refuse(sentence: string, io: CommandIo): number {
  io.stderr(`codex-otel: ${sentence}\n`);
  return 1;
}

/** The file that is named, that of Codex's folder, or the only other one that was pointed. */
async function chooseFile(named: string | undefined, memory: PointedFiles, io: CommandIo): Promise<ConfigFile> {
  const config = await openConfig(named, io);
  if (named !== undefined) return config;
  const files = await memory.files();
  const [only] = files;
  if (only === undefined || files.includes(config.path)) return config;
  if (files.length === 1) return openConfig(only, io);
  throw new UsageError(
    `Several files were pointed: name one of them with --config: ${escapeControlCharacters(someOf(files))}.`,
  );
}
