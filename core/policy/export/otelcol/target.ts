import type { Environment } from "../../evaluate/compilePolicy.ts";
import { unsaltedHashes } from "../../evaluate/unsaltedHashes.ts";
import type { Policy } from "../../model/policyModel.ts";
import type { ExportTarget } from "../exportTarget.ts";
import { collectorConfig } from "./collectorConfig.ts";
import { plaintextDestinations } from "./collectorExporter.ts";

export const otelcol: ExportTarget = {
  name: "otelcol",
  meaning:
    "a configuration of the [OpenTelemetry Collector](policy.md#in-the-opentelemetry-collector), otelcol-contrib",
  write: collectorConfig,
  warnings,
};

/** The Collector replaces `${…}` and quotes in the value of a variable as well. */
const plainSalt = /^[A-Za-z0-9._~+/=-]*$/;

function warnings(policy: Policy, environment: Environment): readonly string[] {
  const { saltEnvironmentVariable: variable } = policy.hashing;
  const salt = variable === undefined ? undefined : environment(variable);
  const unsalted = unsaltedHashes(policy, environment);
  const plain = plaintextDestinations(policy.destinations);
  return [
    ...(salt === undefined || plainSalt.test(salt)
      ? []
      : [`The salt in ${variable} has characters that the Collector would read differently.`]),
    ...(unsalted === undefined ? [] : [`${unsalted} It counts where the Collector runs.`]),
    ...(plain.length === 0 ? [] : [`${plain.join(", ")} would be sent without encryption: write https://.`]),
  ];
}
