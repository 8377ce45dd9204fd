import type { DiagnoseContext } from "../../../core/config/check/diagnose.ts";
import type { DiagnosticCode } from "../../../core/config/diagnosticCodes.ts";
import { configCases } from "../toml/configCases.ts";

/** A file that gets a diagnostic, where it stands, and what else a verdict depends on. */
export interface DiagnosticExample extends Partial<DiagnoseContext> {
  readonly toml: string;
  readonly layer: DiagnoseContext["layer"];
  /** Another file that the diagnostic comes from. */
  readonly other?: { readonly path: string; readonly toml: string };
}

const monad = (headers: string) => `[otel.exporter.otlp-grpc]
endpoint = "https://app.monad.com:4317"
headers = { ${headers} }
`;

const http = (exporter: string, endpoint: string, rest = "") => `[otel.${exporter}.otlp-http]
endpoint = "${endpoint}"
protocol = "binary"
${rest}`;

const grpc = (endpoint: string, rest = "") => `[otel]
metrics_exporter = "none"
exporter = { otlp-grpc = { endpoint = "${endpoint}"${rest} } }
`;

/** Examples for what the shared cases don't have. */
const own: Partial<Record<DiagnosticCode, DiagnosticExample>> = {
  "otel/project-layer": { toml: '[otel]\nenvironment = "dev"\n', layer: "project" },
  "otel/log-user-prompt": { toml: "[otel]\nlog_user_prompt = true\n", layer: "user" },
  "otel/header-placeholder": {
    toml: monad('Authorization = "ApiKey <your-api-key>", Monad-Pipeline-Id = "6f1d2c3b"'),
    layer: "user",
  },
  "otel/backend-header-missing": { toml: monad('Authorization = "ApiKey mk_0123"'), layer: "user" },
  "otel/backend-scheme": {
    toml: monad('Authorization = "Bearer mk_0123", Monad-Pipeline-Id = "6f1d2c3b"'),
    layer: "user",
  },
  "otel/header-value-malformed": {
    toml: monad('Authorization = "Authorization: ApiKey mk_0123", Monad-Pipeline-Id = "6f1d2c3b"'),
    layer: "user",
  },
  "otel/backend-header-absent": {
    toml: http("exporter", "https://api.honeycomb.io/v1/logs"),
    layer: "user",
  },
  "otel/backend-scheme-case": {
    toml: monad('Authorization = "apikey mk_0123", Monad-Pipeline-Id = "6f1d2c3b"'),
    layer: "user",
  },
  "otel/backend-signal": {
    toml: http(
      "exporter",
      "https://cloud.langfuse.com/api/public/otel/v1/traces",
      'headers = { Authorization = "Basic cGstbGYtMTpzay1sZi0x" }\n',
    ),
    layer: "user",
  },
  "otel/backend-variant": {
    toml: `[otel.exporter.otlp-grpc]
endpoint = "https://otlp-gateway-prod-us-east-0.grafana.net:443"
headers = { Authorization = "Basic MTIzNDU2OmdsY18wMTIz" }
`,
    layer: "user",
  },
  "otel/backend-path": {
    toml: http(
      "exporter",
      "https://otlp-gateway-prod-us-east-0.grafana.net/otlp",
      'headers = { Authorization = "Basic MTIzNDU2OmdsY18wMTIz" }\n',
    ),
    layer: "user",
  },
  "otel/tls-file-not-pem": {
    toml: http("exporter", "https://otel.example.com:4318/v1/logs", 'tls = { ca-certificate = "ca.der" }\n'),
    layer: "user",
    fileExists: () => true,
    pemContent: () => ({ certificate: false, privateKey: false }),
  },
  "otel/tls-needs-https": {
    toml: http(
      "exporter",
      "http://otel.example.com:4318/v1/logs",
      'tls = { client-certificate = "client.pem", client-private-key = "client.key" }\n',
    ),
    layer: "user",
    fileExists: () => true,
  },
  "otel/tls-unused": {
    toml: grpc("http://127.0.0.1:4317", ', tls = { ca-certificate = "ca.pem" }'),
    layer: "user",
    fileExists: () => true,
  },
  "toml/version-unsupported": {
    toml: '[otel]\nexporter = {\n  otlp-grpc = { endpoint = "http://127.0.0.1:4317" }\n}\n',
    layer: "user",
    codexVersion: "0.77.0",
  },
  "otel/option-too-new": { toml: "[otel]\nlog_sse_deltas = true\n", layer: "user", codexVersion: "0.150.0" },
  "otel/headers-helper-empty": {
    toml: `${http("exporter", "http://127.0.0.1:4318/v1/logs")}[otel]\nheaders_helper = ""\n`,
    layer: "user",
    codexVersion: "0.171.0",
  },
  "otel/headers-helper-unused": {
    toml: '[otel]\nheaders_helper = "collector-token"\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n',
    layer: "user",
    codexVersion: "0.171.0",
  },
  "otel/headers-missing": {
    toml: '[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n',
    layer: "user",
    codexVersion: "0.58.0",
  },
  "otel/place-blamed": {
    toml: `[otel]
exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317", timeout = 5 } }
log_user_prompt = "yes"
`,
    layer: "user",
  },
  "otel/requirements-unknown": { toml: "[otel]\nlog_user_prompts = false\n", layer: "requirements" },
  "otel/layer-conflict": {
    toml: http("exporter", "http://127.0.0.1:4318/v1/logs"),
    layer: "profile",
    other: {
      path: "~/.codex/config.toml",
      toml: '[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n',
    },
  },
  "otel/layer-overridden": {
    toml: "[otel]\nlog_user_prompt = false\n",
    layer: "user",
    other: { path: "/etc/codex/managed_config.toml", toml: "[otel]\nlog_user_prompt = true\n" },
  },
  "otel/layer-unread": {
    toml: "[otel]\nlog_user_prompt = false\n",
    layer: "profile",
    unreadLayers: [{ path: "~/.codex/config.toml", why: "is no ordinary file" }],
  },
  "otel/endpoint-port-invalid": { toml: grpc("http://127.0.0.1:4317x"), layer: "user" },
  "otel/endpoint-signal": { toml: http("trace_exporter", "http://127.0.0.1:4318/v1/logs"), layer: "user" },
  "otel/endpoint-port-other": { toml: grpc("http://127.0.0.1:4318"), layer: "user" },
  "otel/endpoint-path-unused": { toml: grpc("http://127.0.0.1:4317/v1/logs"), layer: "user" },
  "otel/endpoint-plaintext": {
    toml: grpc("http://otel.example.com:4317", ', headers = { Authorization = "Bearer k_0123" }'),
    layer: "user",
  },
  "otel/credential-exposed": {
    toml: grpc("https://otel.example.com:4317", ', headers = { Authorization = "Bearer k_0123" }'),
    layer: "user",
    exposure: "tracked",
  },
  "otel/tool-result-logged": {
    toml: grpc("http://127.0.0.1:4317").replace("[otel]\n", "[otel]\nlog_user_prompt = false\n"),
    layer: "user",
  },
  "otel/metrics-default": {
    toml: '[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n',
    layer: "user",
  },
};

/** The examples to try for a code, the plainest first. */
export function examplesFor(code: DiagnosticCode): readonly DiagnosticExample[] {
  const example = own[code];
  if (example) return [example];
  return configCases
    .filter(({ toml }) => toml !== undefined && !toml.includes("\r") && !toml.startsWith("\ufeff"))
    .map(({ toml = "" }) => ({ toml, layer: "user" as const }))
    .sort((left, right) => left.toml.length - right.toml.length);
}
