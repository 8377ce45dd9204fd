import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { actionText } from "../../../core/policy/actions/action.ts";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { inventedVocabulary, withInvented } from "../../unit/policy/inventedActions.ts";

/**
 * A policy with a destination for each action, of the product or invented, which is done to prompts, arguments, ids of traces and
 * some more; everything else is kept.
 */
export const everyAction = ["every action", policyOfEveryAction()] as const;

function policyOfEveryAction(): Policy {
  const destinations = withInvented.all.map((action) => {
    const written = actionText({
      kind: action.kind,
      ...(action.proposedBytes && { bytes: action.example.bytes ?? 8 }),
    });
    const value = action.proposedBytes === undefined ? JSON.stringify(written) : written;
    return `[destinations.with_${action.kind}]
signals = ["logs", "traces", "metrics"]
receives = ["*"]
redact = { touched = ${value}, default = "keep" }
`;
  });
  const text = `version = 1
built_in_secrets = false
[secrets]
github_token = 'ghp_[A-Za-z0-9]{36,}'
[classes]
touched = ["trace_id", "span_id", "prompt", "arguments", "output", "duration_ms", "*.path", "resource.host.*", "body", "status.message"]
[hashing]
salt_env = "CODEX_OTEL_HASH_SALT"
${destinations.join("")}`;
  const { policy, problems } = parsePolicy(text, inventedVocabulary);
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join(" "));
  return policy;
}

/** The policies beside this file, by name; together they use everything that a policy can say. */
export const policies = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".toml"))
  .map((file): [string, Policy] => {
    const { policy, problems } = parsePolicy(readFileSync(join(import.meta.dirname, file), "utf8"));
    if (policy === undefined) throw new Error(`${file}: ${problems.map(({ message }) => message).join(" ")}`);
    return [file.replace(".toml", ""), policy];
  });
