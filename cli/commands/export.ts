import { unsaltedHashes } from "../../core/policy/evaluate/unsaltedHashes.ts";
import { ExportRefused } from "../../core/policy/export/deliveringConditions.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { collectorConfig, type ExportedPolicy } from "../../core/policy/export/otelcol/collectorConfig.ts";
import { plaintextDestinations } from "../../core/policy/export/otelcol/collectorExporter.ts";
import { sigmaRules } from "../../core/policy/export/sigma/sigmaRules.ts";
import type { Policy } from "../../core/policy/model/policyModel.ts";
import { commandTable } from "../command/commandTable.ts";
import { option } from "../command/options.ts";
import { parseCommand } from "../command/parseCommand.ts";
import { oneOf } from "../command/valueKinds.ts";
import type { CommandIo } from "../output/commandIo.ts";
import { policyOption, readPolicy } from "../policyFile.ts";

const engines = { otelcol: collectorConfig, monad: monadPipeline, sigma: sigmaRules } as const;

export const exportTable = commandTable({
  name: "export",
  summary: "the policy for the OpenTelemetry Collector, for Monad, or as Sigma rules",
  options: {
    policy: policyOption,
    to: option(
      "ENGINE",
      oneOf({
        otelcol:
          "a configuration of the [OpenTelemetry Collector](policy.md#in-the-opentelemetry-collector), otelcol-contrib",
        monad: "transforms and a pipeline of [Monad](policy.md#in-monad), in JSON",
        sigma: "[Sigma rules](policy.md#as-sigma-rules) for the policy's detections, in YAML",
      } satisfies Readonly<Record<keyof typeof engines, string>>),
      { meaning: "what it is written for", required: true },
    ),
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
  const engine = engines[values.to];
  const policy = await readPolicy(values.policy, io);
  const exported = written(() => engine(policy));
  if (exported instanceof ExportRefused) {
    io.stderr(`error: ${exported.message}\n`);
    return 1;
  }
  const { text, notes } = exported;
  io.stdout(text);
  for (const note of notes) io.stderr(`note: ${note}\n`);
  const { saltEnvironmentVariable: variable } = policy.hashing;
  const salt = variable === undefined ? undefined : io.environment[variable];
  if (values.to === "otelcol" && salt !== undefined && !/^[A-Za-z0-9._~+/=-]*$/.test(salt))
    io.stderr(`warning: The salt in ${variable} has characters that the Collector would read differently.\n`);
  if (values.to === "otelcol") for (const warning of warnings(policy, io)) io.stderr(`warning: ${warning}\n`);
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

function warnings(policy: Policy, { environment }: CommandIo): readonly string[] {
  const unsalted = unsaltedHashes(policy, (name) => environment[name]);
  const plain = plaintextDestinations(policy.destinations);
  return [
    ...(unsalted === undefined ? [] : [`${unsalted} It counts where the Collector runs.`]),
    ...(plain.length === 0 ? [] : [`${plain.join(", ")} would be sent without encryption: write https://.`]),
  ];
}
