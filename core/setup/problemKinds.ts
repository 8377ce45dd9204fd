import type { DiagnosticCode } from "../config/diagnosticCodes.ts";
import type { ConfigurationProblem } from "./setupFacts.ts";

/** Lines of the troubleshooting list that a finding in the configuration belongs to. */
export type ProblemKind = "layer" | "header-missing" | "header-dropped" | "endpoint";

const kinds: Readonly<Record<ProblemKind, readonly DiagnosticCode[]>> = {
  layer: ["otel/layer-conflict", "otel/layer-overridden", "otel/project-layer", "otel/option-misplaced"],
  "header-missing": [
    "otel/headers-missing",
    "otel/backend-header-missing",
    "otel/header-placeholder",
    "otel/header-not-expanded",
    "otel/header-value-malformed",
    "otel/backend-scheme",
  ],
  "header-dropped": [
    "otel/headers-not-table",
    "otel/header-value-not-string",
    "otel/header-name-invalid",
    "otel/header-value-invalid",
    "otel/header-duplicate",
    "otel/header-reserved",
    "otel/header-content-type",
  ],
  endpoint: [
    "otel/endpoint-missing",
    "otel/endpoint-invalid",
    "otel/endpoint-ipv6",
    "otel/endpoint-scheme-missing",
    "otel/endpoint-port-invalid",
    "otel/endpoint-empty",
    "otel/endpoint-port-ignored",
    "otel/endpoint-path",
    "otel/endpoint-signal",
    "otel/backend-signal",
    "otel/backend-variant",
    "otel/backend-path",
  ],
};

/** The first problem of a kind, in the order of the file. */
export function firstProblem(
  problems: readonly ConfigurationProblem[],
  ...wanted: readonly ProblemKind[]
): ConfigurationProblem | undefined {
  const codes = new Set<string>(wanted.flatMap((kind) => kinds[kind]));
  return problems.find(({ code }) => codes.has(code));
}
