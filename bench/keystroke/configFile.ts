/** Where the edits of the benchmark happen. */
export interface BenchFile {
  readonly text: string;
  /** Offset behind the last line of `[otel]`. */
  readonly otelEnd: number;
}

const top = `# Settings of this machine
model = "gpt-5.2-codex"
model_reasoning_effort = "high"
approval_policy = "on-request"
sandbox_mode = "workspace-write"
notify = ["notify-send", "Codex"]

[sandbox_workspace_write]
network_access = false
writable_roots = ["/home/someone/.cache", "/tmp/build"]

[history]
persistence = "save-all"
max_bytes = 10485760

[tui]
notifications = [ "agent-turn-complete", "approval-requested" ]

`;

const otel = `[otel]
environment = "production" # shown in the dashboard
log_user_prompt = false
trace_exporter = "none"
metrics_exporter = "none"

[otel.exporter.otlp-http]
endpoint = "http://127.0.0.1:4318/v1/logs"
protocol = "binary"

[otel.exporter.otlp-http.headers]
"x-team" = "blue"
"x-service" = "codex"

[otel.span_attributes]
team = "blue"
`;

const project = (index: number) =>
  `[projects."/home/someone/code/customer-${index % 37}/repository-${index}"]\ntrust_level = "trusted"\n\n`;

const server = (index: number) => `[mcp_servers.server_${index}]
command = "npx"
args = ["-y", "@example/mcp-server-${index}", "--port", "${9000 + index}"]
startup_timeout_sec = 20
enabled_tools = ["search", "fetch", "list"]

[mcp_servers.server_${index}.env]
API_TOKEN = "not-a-real-token-${index}"
LOG_LEVEL = 'info'

`;

const profile = (index: number) => `[profiles.profile_${index}]
model = "gpt-5.2-codex"
model_provider = "provider_${index}"
approval_policy = "never" # for the nightly run
model_reasoning_summary = "detailed"

[model_providers.provider_${index}]
name = "Provider ${index}"
base_url = "https://llm-${index}.example.com/v1"
query_params = { api-version = "2026-01-31", region = "eu" }
http_headers = { "X-Team" = "blue", "X-Index" = "${index}" }

`;

/** A config.toml as people have it who use Codex a lot, of about that many UTF-16 units, with `[otel]` in the middle. */
export function benchFile(length: number): BenchFile {
  const upper: string[] = [top];
  const lower: string[] = [];
  let written = top.length + otel.length;
  for (let index = 0; written < length; index++) {
    const part = index % 10 === 3 ? server(index) : index % 10 === 7 ? profile(index) : project(index);
    (written < length / 2 ? upper : lower).push(part);
    written += part.length;
  }
  const head = upper.join("") + otel;
  return { text: `${head}\n${lower.join("")}`, otelEnd: head.length };
}
