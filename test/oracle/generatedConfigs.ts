interface Seed {
  /** The part that is changed. */
  readonly otel: string;
  /** What stands above and below it, and stays as it is. */
  readonly above?: string;
  readonly below?: string;
}

/** Valid files, each in another of the forms that TOML allows. */
const seeds: readonly Seed[] = [
  {
    otel: `[otel]
environment = "dev"
log_user_prompt = false
log_sse_deltas = false
log_agent_responses = false
log_guardian_assessments = false
metrics_exporter = "none"
exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317", headers = { x-team = "blue" } } }
tool_result = { max_bytes = 4096 }
span_attributes = { team = "blue", "team.name" = "checkout" }
`,
  },
  {
    otel: `[otel]
metrics_exporter = "none"

[otel.exporter.otlp-http]
endpoint = "http://127.0.0.1:4318/v1/logs"
protocol = "json"

[otel.exporter.otlp-http.headers]
Authorization = "ApiKey k1"
Monad-Pipeline-Id = "p1"

[otel.tracestate.acme]
zone = "a"
`,
  },
  {
    otel: `otel.metrics_exporter = "none"
otel.trace_exporter.otlp-http.endpoint = "http://127.0.0.1:4318/v1/traces"
otel.trace_exporter.otlp-http.protocol = "binary"
otel.tool_result.max_bytes = 10
otel.exporter = "none"
`,
  },
  {
    otel: `[otel]
metrics_exporter = "none"
exporter = {
  otlp-http = {
    endpoint = "http://127.0.0.1:4318/v1/logs", # here
    protocol = "binary",
    headers = { x-a = "1", x-b = '2' },
  },
}
`,
  },
  {
    above: `model = "gpt-5.2-codex"

`,
    otel: `[otel]
trace_exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317", headers = { x-team = "blue" } } }
exporter = { otlp-http = { endpoint = "http://127.0.0.1:4318/v1/logs", protocol = "json", headers = { x-a = "1" } } }
metrics_exporter = "none"

[otel.span_attributes]
team = "blue"
`,
    below: `
[mcp_servers.docs]
command = "docs"
`,
  },
  {
    otel: `[otel]\r
metrics_exporter = "none"\r
\r
[otel.exporter.otlp-grpc]\r
endpoint = "http://127.0.0.1:4317" # here\r
\r
[otel.exporter.otlp-grpc.headers]\r
Authorization = "ApiKey k1"\r
\r
[otel.trace_exporter.otlp-http]\r
endpoint = "http://127.0.0.1:4318/v1/traces"\r
protocol = "binary"\r
headers = { x-b = "2" }\r
`,
  },
];

/** Header names and values, most of which TOML allows and HTTP or gRPC does not. */
const headerNames = [
  "Authorization",
  "authorization",
  "Monad-Pipeline-Id",
  "x_under_score",
  '"x y"',
  '"x:y"',
  '"x-é"',
  '""',
  '" x-a"',
  '"x-a "',
  "content-type",
  "Content-Length",
  "te",
  "TE",

  "user-agent",
  "grpc-timeout",
  "grpc-status",
  "connection",
  "X-A",
  "x-a",
  "x-bin",
  '":path"',
  '"!#$%&\'*+.^_`|~"',
];
const headerValues = [
  '"ApiKey k1"',
  '""',
  '" padded "',
  '"a\\tb"',
  '"a\\nb"',
  '"a\\u0000b"',
  '"\\u007f"',
  '"\\u0085"',
  '"é"',
  '"日本"',
  "'a, b; c=d'",
  '"""a"""',
  '"""\na"""',
  '"""a\n"""',
  "2026-01-31",
  "1",
  "true",
];

const values = [
  "true",
  "false",
  "0",
  "1",
  "-1",
  "4096",
  "1.5",
  "nan",
  '""',
  '"none"',
  '"statsig"',
  '"otlp-grpc"',
  '"otlp-http"',
  '"OTLP-GRPC"',
  '"json"',
  '"binary"',
  '"grpc"',
  "[]",
  "{}",
  '["a"]',
  '["a", "b", "json"]',
  "{ a = 1 }",
  '{ a = "b" }',
  "{ none = {} }",
  "{ statsig = {} }",
  "{ json = {} }",
  "{ otlp-grpc = {} }",
  '{ otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }',
  "2026-01-31",
  "07:32:00",
  "2026-01-31T07:32:00Z",
  "True",
  "none",
  "'literal'",
  '"""multi\nline"""',
  "0x1F",
  "1_000",
  '"http://[::1]:4317"',
  '"localhost:4317"',
  '"http://"',
  '"ftp://host/x"',
  '"http://a b"',
  '"https://example.com:4317"',
  '"/v1/logs"',
  '"http://127.0.0.1"',
  '"http://host:99999"',
  '"http://host:port"',
  '"http://user:pw@127.0.0.1:4317"',
  '"http://127.0.0.1:4317/a?b=c#d"',
  '"//host"',
  '"http:/host"',
  '"HTTP://127.0.0.1:4317"',
  '" "',
  '"\\t"',
  '"a,b"',
  '"a=b"',
  '"é"',
];
const names = [
  "exporter",
  "endpoint",
  "protocol",
  "headers",
  "tls",
  "otel",
  "max_bytes",
  "enabled",
  "otlp-grpc",
  "otlp_http",
  "none",
  "json",
  "x y",
  '"x y"',
  '""',
  '"é"',
  "Environment",
  "environment",
  "tracestate",
  "a.b",
  "ca-certificate",
  "client-certificate",
  "0",
];
const tokens = [
  "[",
  "]",
  "{",
  "}",
  "=",
  ",",
  '"',
  "'",
  "#",
  "\n",
  ".",
  ":",
  "[[",
  "]]",
  "\t",
  " ",
  '"""',
  "\\",
  "/",
  "-",
  "_",
  "\r\n",
];

/** A small generator of numbers that gives the same row for the same seed (mulberry32). */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

type Random = (below: number) => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

/** Replaces one match of a pattern by what `change` makes of it. */
function replaceOne(random: Random, text: string, pattern: RegExp, change: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = pick(random, matches);
  return text.slice(0, match.index) + change(match[0]) + text.slice(match.index + match[0].length);
}

const anyValue = /(?<== )(?:"[^"\n]*"|'[^'\n]*'|true|false|none|\d+|\{[^\n]*\})/g;
const anyKey = /(?:"[^"\n]*"|[A-Za-z][A-Za-z0-9_-]*)(?= =|\.|\])/g;

/** Puts a pair into the headers of one exporter, inline or as a line below their table. */
function addHeader(random: Random, text: string): string {
  const pair = `${pick(random, headerNames)} = ${pick(random, headerValues)}`;
  return text.includes(".headers]\n")
    ? text.replace(".headers]\n", `.headers]\n${pair}\n`)
    : text.replace("headers = { ", `headers = { ${pair}, `);
}

/** Puts a pair beside the endpoint of one exporter. */
function addField(random: Random, text: string): string {
  const pair = `${pick(random, names)} = ${pick(random, values)}`;
  return replaceOne(random, text, /(?<=\n|\{ )[ \t]*endpoint = /g, (match) =>
    text.includes(`\n${match}`) && !match.startsWith(" ") ? `${pair}\n${match}` : `${pair}, ${match}`,
  );
}

const mutations: readonly ((random: Random, text: string) => string)[] = [
  (random, text) => replaceOne(random, text, anyValue, () => pick(random, values)),
  (random, text) => replaceOne(random, text, anyValue, () => pick(random, values)),
  (random, text) => replaceOne(random, text, anyKey, () => pick(random, names)),
  (random, text) =>
    replaceOne(random, text, /[^\n]*\n/g, (line) =>
      pick(random, ["", line + line, `${pick(random, names)} = ${pick(random, values)}\n`]),
    ),
  addHeader,
  addHeader,
  addField,
  (random, text) => {
    const at = random(text.length);
    return text.slice(0, at) + pick(random, tokens) + text.slice(at);
  },
  (random, text) => {
    const at = random(text.length);
    return text.slice(0, at) + text.slice(at + 1 + random(3));
  },
];

/** `count` files that differ from a valid one in one to three places; always the same ones. */
export function generatedConfigs(count: number, seed = 20261123): readonly string[] {
  const random = generator(seed);
  const configs = new Set<string>();
  while (configs.size < count) {
    const { above = "", otel, below = "" } = pick(random, seeds);
    let text = otel;
    for (let i = 1 + random(3); i > 0; i--) text = pick(random, mutations)(random, text);
    configs.add(above + text + below);
  }
  return [...configs];
}
