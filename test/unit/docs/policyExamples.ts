import type { PolicyDiagnosticCode } from "../../../core/policy/language/check/policyDiagnosticCodes.ts";

const destination = (rest: string, name = "siem") => `version = 1

[destinations.${name}]
receives = ["codex.*"]
${rest}`;

const forward = (rest: string) => destination(`redact = { unknown = "mask" }\nforward = { ${rest} }\n`);

const detection = (rest: string, event = "codex.tool_decision") => `version = 1

[[detections]]
id = "denied"
severity = "low"
message = "A tool was denied."
event = "${event}"
${rest}`;

const samples = `
[[detections.samples]]
title = "it was denied"
finds = true
events = [{ "event.name" = "codex.tool_decision", decision = "denied" }]
`;

/** A policy for each diagnostic that gets it, with as little else to complain about as can be. */
export const policyExamples: Readonly<Record<Exclude<PolicyDiagnosticCode, "policy/not-utf8">, string>> = {
  "policy/syntax": "version = 1\n\n[hashing]\nsalt_env = HASH_SALT\n",
  "policy/version-unsupported": 'version = "1.0"\n',
  "policy/unknown-key": destination('redact = { unknown = "mask" }\nsignal = ["logs"]\n'),
  "policy/missing-key": '# Ours.\n\n[hashing]\nsalt_env = "HASH_SALT"\n',
  "policy/wrong-type": destination("redact = { unknown = 64 }\n"),
  "policy/unknown-word": destination('redact = { unknown = "delete" }\n'),
  "policy/unknown-class": `version = 1

[classes]
prompt = ["prompt"]

[destinations.siem]
receives = ["codex.*"]
redact = { promt = "drop", unknown = "mask" }
`,
  "policy/name-invalid": "version = 1\n\n[secrets]\n\"our token\" = 'our-[0-9a-f]{32}'\n",
  "policy/duplicate-name": `${detection(`when = [{ attribute = "decision", equals = "denied" }]\n${samples}`)}
[[detections]]
id = "denied"
severity = "low"
message = "A tool was denied."
event = "codex.tool_decision"
when = [{ attribute = "decision", equals = "denied" }]
${samples}`,
  "policy/attribute-in-two-classes": `version = 1

[classes]
prompt = ["prompt"]
free_text = ["prompt", "output"]
`,
  "policy/pattern-invalid": "version = 1\n\n[secrets]\nour_token = '(?<=token=)[0-9a-f]{32}'\n",
  "policy/pattern-matches-nothing": "version = 1\n\n[secrets]\nour_token = '[0-9a-f]*'\n",
  "policy/pattern-too-large": "version = 1\n\n[secrets]\nour_token = '(?i)(?:\\p{L}\\p{N}?){1000}'\n",
  "policy/too-many-patterns": `version = 1

[secrets]
${Array.from({ length: 27 }, (_, i) => `token_${i + 1} = 'ours_${i + 1}_[0-9a-f]{950}[g-z]{950}'`).join("\n")}
`,
  "policy/glob-too-long": `version = 1

[classes]
prompt = ["*${"prompt_".repeat(37)}"]
`,
  "policy/too-many-conditions": `version = 1

[classes]
token = [
${Array.from({ length: 1001 }, (_, i) => `  "*_token_${i + 1}",`).join("\n")}
]
`,
  "policy/condition-empty": destination('redact = { unknown = "mask" }\nwhen = [{ attribute = "success" }]\n'),
  "policy/correlation-conflict": detection(
    `when = [{ attribute = "decision", equals = "denied" }]
repeats = { times = 5, within = 60 }
then = { event = "codex.tool_result", within = 60 }
${samples}`,
  ),
  "policy/too-many-destinations": `version = 1

[destinations]
${Array.from({ length: 33 }, (_, i) => `team_${i + 1} = { receives = ["codex.*"], redact = { unknown = "mask" } }`).join("\n")}
`,
  "policy/endpoint-disguised": forward('endpoint = "https://app.monad.com:4317@collector.example/", protocol = "grpc"'),
  "policy/extends-unknown": 'version = 1\nextends = "built-in"\n',
  "policy/remove-unknown": 'version = 1\nextends = "built-in@1"\n\n[remove]\ndestinations = ["lakes"]\n',
  "policy/remove-conflict": `version = 1
extends = "built-in@1"

[remove]
destinations = ["lake"]

[destinations.lake]
signals = ["metrics"]
`,
  "policy/remove-without-extends": 'version = 1\n\n[remove]\ndestinations = ["lake"]\n',
  "policy/sample-contradicts": detection(`when = [{ attribute = "decision", equals = "approved" }]\n${samples}`),
  "policy/credential-written": forward(
    'endpoint = "https://app.monad.com:4317", protocol = "grpc", headers_env = { Authorization = "ApiKey mk_0123456789abcdef" }',
  ),
  "policy/environment-name": forward(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what people write who know shells
    'endpoint = "https://app.monad.com:4317", protocol = "grpc", headers_env = { Authorization = "${MONAD_AUTHORIZATION}" }',
  ),
  "policy/unknown-event": `version = 1

[destinations.siem]
receives = ["codex.tool_decisions"]
redact = { unknown = "mask" }
`,
  "policy/attribute-misspelt": destination(
    'redact = { unknown = "mask" }\nwhen = [{ attribute = "sucess", equals = "false" }]\n',
  ),
  "policy/listed-twice": `version = 1

[destinations.siem]
receives = ["codex.tool_decision", "codex.user_prompt", "codex.tool_decision"]
redact = { unknown = "mask" }
`,
  "policy/condition-never-holds": detection(`when = [{ attribute = "sandbox_policy", equals = "read-only" }]
${samples.replace("finds = true", "finds = false")}`),
  "policy/signal-without-event": `version = 1

[classes]
identifier = ["trace_id", "span_id"]

[destinations.siem]
signals = ["logs", "traces"]
receives = ["codex.tool_decision"]
redact = { identifier = "hash", unknown = "mask" }

[hashing]
salt_env = "HASH_SALT"
`,
  "policy/endpoint-scheme": forward('endpoint = "collector.example.com:4317", protocol = "grpc"'),
  "policy/endpoint-plaintext": forward('endpoint = "http://collector.example.com:4317", protocol = "grpc"'),
  "policy/tls-without-https": forward(
    'endpoint = "http://127.0.0.1:4317", protocol = "grpc", tls = { ca_file = "company-ca.pem" }',
  ),
  "policy/pattern-backspace": 'version = 1\n\n[secrets]\nour_token = "\\bour-[0-9a-f]{32}"\n',
  "policy/samples-not-run": `${detection("when = [{ attribute = 'arguments', matches = 'ours_[0-9a-f]{950}[g-z]{950}' }]\n", "codex.tool_result")}
[[detections.samples]]
title = "much of it"
finds = false
events = [
${Array.from({ length: 60 }, () => `  { "event.name" = "codex.tool_result", arguments = "ours_0123456789abcdef ours_0123456789abcdef" },`).join("\n")}
]
`,
  "policy/trace-ids-dropped": `version = 1

[classes]
identifier = ["conversation.id", "trace_id", "span_id"]

[destinations.lake]
signals = ["logs", "traces"]
receives = ["codex.*"]
redact = { identifier = "mask", unknown = "mask" }
`,
  "policy/truncation-cuts-nothing": destination("redact = { unknown = { truncate = 1_000_000 } }\n"),
  "policy/class-unmentioned": `version = 1

[classes]
prompt = ["prompt"]

[destinations.siem]
receives = ["codex.*"]
redact = { unknown = "mask" }
`,
  "policy/sensitive-forwarded": `version = 1

[classes]
prompt = ["prompt"]

[destinations.siem]
receives = ["codex.*"]
redact = { prompt = "keep", unknown = "mask" }
forward = { endpoint = "https://collector.example.com:4317", protocol = "grpc" }
`,
  "policy/unsalted-forwarded": `version = 1

[classes]
identity = ["user.*"]

[destinations.siem]
receives = ["codex.*"]
redact = { identity = "hash", unknown = "mask" }
forward = { endpoint = "https://collector.example.com:4317", protocol = "grpc" }
`,
  "policy/hash-without-salt": destination('redact = { unknown = "hash" }\n'),
  "policy/unknown-attribute": destination(
    'redact = { unknown = "mask" }\nwhen = [{ attribute = "team.color", equals = "blue" }]\n',
  ),
  "policy/class-undecided": `version = 1

[classes]
prompt = ["prompt"]

[destinations.siem]
receives = ["codex.*"]
redact = { prompt = "drop" }
`,
  "policy/detection-unproven": detection('when = [{ attribute = "decision", equals = "denied" }]\n'),
};
