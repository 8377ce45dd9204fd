import { generatedConfigs } from "../oracle/generatedConfigs.ts";
import fc from "../unit/seededCheck.ts";
import { configCases } from "../unit/toml/configCases.ts";

/** Stands in every planted header value; whatever shows it to somebody has shown a key. */
export const planted = "PLANTED";

/** Files with keys in all places that headers are written in, in each of the ways that they can be written. */
export const filesWithKeys: readonly string[] = [
  `model = "gpt-5"

[otel]
environment = "dev"
log_user_prompt = true
exporter = { otlp-http = { endpoint = "https://app.monad.com/v1/logs", protocol = "binary", headers = { Authorization = "ApiKey k-${planted}-1", "x-team" = "a" } } }
trace_exporter = { otlp-grpc = { endpoint = "http://localhost:4317", headers = { "x-api-key" = 'k-${planted}-2', "x-api-key " = "k-${planted}-3" } } }
span_attributes = { team = "é🔑" }
`,
  `[otel.exporter.otlp-grpc]
endpoint = "https://api.honeycomb.io:443"
[otel.exporter.otlp-grpc.headers]
x-honeycomb-team = "k-${planted}-1" # é🔑
Authorization = """
Bearer k-${planted}-2"""
"bad name" = "\${k-${planted}-3}"
[otel.exporter.otlp-grpc.tls]
ca-certificate = "ca.pem"
[tui]
notifications = true
`,
  `otel.exporter.otlp-http.endpoint = "https://otlp.example.com:4318"
otel.exporter.otlp-http.protocol = "grpc"
otel.exporter.otlp-http.headers.Authorization = "Bearer k-${planted}-1"
otel.exporter.otlp-http.headers."x-é" = "Basic k-${planted}-2"
otel.metrics_exporter = "statsig"
`,
  `[otel]
exporter = "otlp-http"
endpoint = "https://ingest.example.com"
headers = "Authorization=Bearer k-${planted}-1,x-key=k-${planted}-2"
trace_exporter = { otlp-http = { endpoint = "https://x.example", protocol = "json", headers = ["Authorization: k-${planted}-3"] } }
`,
];

const cases = configCases.flatMap(({ toml }) => (toml === undefined ? [] : [toml]));

/** Files to begin with: those with keys, the shared cases and generated ones. */
export const seeds: readonly string[] = [...filesWithKeys, ...cases, ...generatedConfigs(200)];

const pieces = [
  ..."[]{}=.,\"'#\\ \t\r\n_a0:-é🔑\ufeff\u0000\u2028\ud83d\udd11",
  '"""',
  "'''",
  "[[",
  "]]",
  "\r\n",
  "\n\n",
  "\n[otel]\n",
  "[otel.exporter.otlp-http.headers]\n",
  "[[otel]]\n",
  "headers = { ",
  "\nAuthorization: ",
  "otel.environment = 1\n",
  "x = 99999999999999999999\n",
  "x = [\n",
  "y = {\n",
  'z = """\n',
];

/** One change of a text: at `place`, a part of its length, `removed` units give way to `inserted`. */
export interface Edit {
  readonly place: number;
  readonly removed: number;
  readonly inserted: string;
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof({ weight: 6, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.nat(300) }),
  inserted: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("", ...pieces) },
    { weight: 1, arbitrary: fc.constantFrom(...seeds) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  ),
});

export function applyEdit(text: string, { place, removed, inserted }: Edit): string {
  const at = Math.floor(place * text.length);
  return text.slice(0, at) + inserted + text.slice(at + removed);
}
