import { type DiagnoseContext, diagnose } from "../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { planExporterEdit } from "../../core/config/edit/exporterEdit.ts";
import { joinedChange } from "../../core/config/edit/exporterRestore.ts";
import { type ExporterSetting, exporterFor } from "../../core/config/edit/exporterSetting.ts";
import { shownDifference } from "../../core/config/edit/shownDifference.ts";
import { exporterTarget } from "../../core/config/exporterTarget.ts";
import { writtenExporters } from "../../core/config/writtenExporters.ts";
import { applyEdits } from "../../core/diagnostics/applyFixes.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import type { TextEdit } from "../../core/text/range.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { commandTable, type OptionValues } from "../command/commandTable.ts";
import { option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { port, protocol } from "../command/valueKinds.ts";
import { type ConfigFile, configOption, dryRunFlag, openConfig, saveConfig } from "../config/configFile.ts";
import { placeInLayers } from "../config/placeInLayers.ts";
import { pointedFiles } from "../config/pointedFiles.ts";
import type { CommandIo } from "../output/commandIo.ts";

export const pointTable = commandTable({
  name: "point",
  summary: "have Codex send its logs to the listener on this machine",
  options: {
    config: configOption,
    protocol: option("PROTOCOL", protocol, { meaning: "how Codex sends", default: "grpc" }),
    "grpc-port": option("N", port(1), { meaning: "port of the listener for OTLP over gRPC", default: "4317" }),
    "http-port": option("N", port(1), { meaning: "port of the listener for OTLP over HTTP", default: "4318" }),
    "dry-run": dryRunFlag,
  },
  about: [
    "It sets `exporter` in `[otel]` and leaves everything else as it is, comments included, in whichever form the file is written. A file that is not there is made, for its owner alone. What was there before is kept for `codex-otel restore`, in a file that only you can read; a second `point` keeps what was before the first.",
    "Nothing is changed in a file with errors, nor through a link into or out of a repository or the current folder. What the checker says of the file afterwards, such as that another file wins, is told on standard error.",
  ],
  examples: [
    { line: "codex-otel point --dry-run", meaning: "see what would change" },
    { line: "codex-otel point", meaning: "then start `codex-otel tail`, and Codex anew" },
    {
      line: "codex-otel point --config ~/.codex/work.config.toml --protocol http-json --http-port 5318",
      meaning: "a profile, to other ports",
    },
  ],
  exitCodes: { 0: "the file sends there", 1: "it has errors, and was not changed" },
});

/** `codex-otel point`. Resolves with the exit code. */
export async function runPoint(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseCommand(pointTable, argv);
  const config = await openConfig(values.config, io);
  const exporter = exporterOf(values);
  const endpoint = exporter.options[0]?.[1] ?? "";
  const document = parseToml(config.text);
  const plan = planExporterEdit(document, exporter);
  switch (plan.kind) {
    case "broken":
      io.stderr(`codex-otel: ${config.name} has errors, and was not changed: "codex-otel check" names them.\n`);
      return 1;
    case "irreplaceable":
      io.stderr(
        `codex-otel: ${config.name} sets its exporter in a form that Codex does not read, and was not changed: "codex-otel check" says more.\n`,
      );
      return 1;
    case "unchanged":
      io.stdout(`${config.name} already sends Codex's logs to ${endpoint}.\n`);
      return 0;
    case "insert":
    case "replace":
      return point(config, document, plan.edits, endpoint, values["dry-run"], io);
  }
}

function exporterOf(values: OptionValues<typeof pointTable.options>): ExporterSetting {
  const { protocol, "grpc-port": grpc, "http-port": http } = values;
  const addresses = { grpc: `127.0.0.1:${grpc}`, http: `127.0.0.1:${http}` };
  if (protocol === "grpc") return exporterFor("otlp-grpc", addresses);
  return exporterFor("otlp-http", addresses, undefined, protocol === "http-json" ? "json" : "binary");
}

async function point(
  config: ConfigFile,
  document: TomlDocument,
  edits: readonly TextEdit[],
  endpoint: string,
  isDry: boolean,
  io: CommandIo,
): Promise<number> {
  const { name, path, bytes, text } = config;
  const after = applyEdits(text, edits);
  if (isDry) {
    io.stdout(withoutWorkflowCommands(shownDifference(document, edits, name)));
    return 0;
  }
  const memory = pointedFiles(io);
  const known = await memory.get(path);
  const change = joinedChange(known, { before: text, after });
  const wasAbsent = bytes === undefined || (known?.wasAbsent === true && change.before === "");
  await memory.remember({ ...change, file: path, wasAbsent });
  try {
    await saveConfig(config, after);
  } catch (error) {
    await (known === undefined ? memory.forget(path) : memory.remember(known));
    throw error;
  }
  const earlier = targetOf(document);
  const before = earlier === undefined ? "" : ` It sent them to ${escapeControlCharacters(earlier)} before.`;
  io.stdout(
    `${name} sends Codex's logs to ${endpoint} now.${before} Codex reads the file when it starts; "codex-otel restore" gives back what was there.\n`,
  );
  for (const message of newProblems(document, parseToml(after), path, io)) io.stderr(`warning: ${message}\n`);
  return 0;
}

/** Where the logs go that a file sends, without what may be a secret. */
function targetOf(document: TomlDocument): string | undefined {
  const written = writtenExporters(document).find(({ signal }) => signal === "logs");
  const target = written && exporterTarget(written);
  return target && `${target.host}:${target.port}`;
}

/** What the checker says of a file as it is now, and did not say before: that another file wins, or that Codex ignores it. */
function newProblems(before: TomlDocument, after: TomlDocument, path: string, io: CommandIo): readonly string[] {
  const context: DiagnoseContext = { codexVersion: newestKnownCodexVersion, ...placeInLayers(path, io) };
  const messages = (document: TomlDocument) =>
    diagnose(document, context)
      .filter(({ severity }) => severity === "error" || severity === "warning")
      .map(({ message }) => message);
  const known = new Set(messages(before));
  return messages(after).filter((message) => !known.has(message));
}
