import { type AttributeDefinition, definitions, documentedDefinitions } from "./catalogueTypes.ts";

/**
 * The attributes of Codex's resources. Source: recorded sessions of Codex: `host.name` comes with logs only,
 * `os` and `os_version` with metrics only.
 */
export const resourceAttributes: readonly AttributeDefinition[] = [
  ...definitions("host", [["host.name", "string", "Name of the machine"]]),
  ...documentedDefinitions("identity", [["team.name", "string", "The team"]]),
  ...definitions("metadata", [
    ["service.name", "string", "Which program of Codex sends: codex_exec, codex_cli_rs, codex-app-server and others"],
    ["service.version", "string", "Version of Codex"],
    ["env", "string", "The environment of [otel]", ["deployment.environment", "deployment.environment.name"]],
    ["telemetry.sdk.name", "string", "The OpenTelemetry library"],
    ["telemetry.sdk.language", "string", "Its language"],
    ["telemetry.sdk.version", "string", "Its version"],
    ["os", "string", "The operating system", ["os.type"]],
    ["os_version", "string", "Its version"],
  ]),
];
