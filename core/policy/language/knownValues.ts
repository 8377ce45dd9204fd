import { events } from "../../events/catalogue.ts";
import { policyAttributeDefinition } from "./catalogueNames.ts";

/**
 * Values to propose for an attribute, where they are few. Those of recorded sessions of Codex, and others that are
 * written in its program; whether and when it sends these is not known, so nothing is judged by them.
 */
const knownValues: Readonly<Record<string, readonly string[]>> = {
  "agent.type": ["main", "subagent"],
  approval_policy: ["untrusted", "on-failure", "on-request", "never"],
  content_type: ["plain", "encrypted"],
  decision: ["approved", "approved_for_session", "approved_execpolicy_amendment", "denied", "timed_out", "abort"],
  "event.kind": ["response.created", "response.output_item.done", "response.completed", "response.failed"],
  "http.response.status_code": ["200", "400", "401", "403", "429", "500"],
  level: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"],
  network_access: ["restricted", "enabled"],
  originator: ["codex_cli_rs", "codex_exec", "codex_tui", "codex_vscode", "codex-app-server", "codex_sdk_ts"],
  outcome: ["denied", "timed_out", "escalated"],
  prompt: ["[REDACTED]"],
  reasoning_effort: ["minimal", "low", "medium", "high"],
  reasoning_summary: ["auto", "concise", "detailed", "none"],
  "resource.service.name": ["codex_exec", "codex_cli_rs", "codex-app-server"],
  sandbox_policy: ["read-only", "workspace-write", "danger-full-access"],
  source: ["Config", "User", "AutomatedReviewer"],
  state: ["sent", "received"],
  tool_name: ["exec_command", "shell", "apply_patch"],
  tool_origin: ["builtin", "mcp"],
};

/** The values that an attribute is known to have; for truth values both, as Codex writes them. */
export function valuesOf(attribute: string): readonly string[] {
  const definition = policyAttributeDefinition(attribute);
  const name = attribute.startsWith("resource.") ? attribute : (definition?.name ?? attribute);
  if (name === "event.name") return events.map((event) => event.name);
  const known = Object.hasOwn(knownValues, name) ? knownValues[name] : undefined;
  if (known !== undefined) return known;
  return name === "success" || definition?.types.includes("bool") === true ? ["true", "false"] : [];
}
