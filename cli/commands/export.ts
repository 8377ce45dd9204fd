import { ExportRefused } from "../../core/policy/export/deliveringConditions.ts";
import type { ExportedPolicy } from "../../core/policy/export/exportTarget.ts";
import { exportTargets } from "../../core/policy/export/targets.ts";
import { commandTable } from "../command/commandTable.ts";
import { option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { oneOf } from "../command/valueKinds.ts";
import type { CommandIo } from "../output/commandIo.ts";
import { policyOption, readPolicy } from "../policyFile.ts";

export const exportTable = commandTable({
  name: "export",
  summary: "the policy for the OpenTelemetry Collector, for Monad, or as Sigma rules",
  options: {
    policy: policyOption,
    to: option("ENGINE", oneOf(Object.fromEntries(exportTargets.map(({ name, meaning }) => [name, meaning]))), {
      meaning: "what it is written for",
      required: true,
    }),
  },
  about: [
    "It is written to standard output. What the other engine does differently is said on standard error and in the file itself; it never lets more through than the preview shows. What it could only say by letting more through is refused by name, with exit code 1, and nothing is written.",
  ],
  examples: [
    {
      line: "codex-otel export --to otelcol --policy otel-policy.toml",
      meaning: "a complete configuration of the Collector",
    },
  ],
  exitCodes: { 0: "it was written", 1: "the engine could only say it by letting more through" },
});

/** `codex-otel export`: writes the policy in the form of another engine. */
export async function runExport(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseCommand(exportTable, argv);
  const target = exportTargets.find(({ name }) => name === values.to);
  if (target === undefined) throw new Error(`there is no target ${values.to}`);
  const policy = await readPolicy(values.policy, io);
  const exported = written(() => target.write(policy));
  if (exported instanceof ExportRefused) {
    io.stderr(`error: ${exported.message}\n`);
    return 1;
  }
  const { text, notes } = exported;
  io.stdout(text);
  for (const note of notes) io.stderr(`note: ${note}\n`);
  for (const warning of target.warnings?.(policy, (name) => io.environment[name]) ?? [])
    io.stderr(`warning: ${warning}\n`);
  return 0;
}

/** What an engine writes, or why it does not. */
function written(write: () => ExportedPolicy): ExportedPolicy | ExportRefused {
  try {
    return write();
  } catch (error) {
    if (error instanceof ExportRefused) return error;
    throw error;
  }
}
