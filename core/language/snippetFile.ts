import { type Backend, backends } from "../backends/backends.ts";
import { headerValueSnippet, TabStops } from "./exporterForms.ts";
import { choice, placeholder } from "./snippetText.ts";

/** One entry of a VS Code snippet file. */
export interface EditorSnippet {
  readonly prefix: readonly string[];
  readonly body: readonly string[];
  readonly description: string;
}

/** The listener takes HTTP too, on the port next to that for gRPC. */
const overHttp = (backend: Backend): Backend => ({
  ...backend,
  id: `${backend.id}-http`,
  label: `${backend.label} over HTTP`,
  variant: "otlp-http",
  endpoint: "http://127.0.0.1:4318/v1/logs",
});

/**
 * The content of `snippets/codex-otel.json`: a whole `[otel]` block for each backend. Sub-tables, because every Codex
 * version reads them and because Codex itself writes them when it changes the file.
 */
export function snippetFile(): Readonly<Record<string, EditorSnippet>> {
  const offered = backends
    .filter(({ id }) => id !== "collector")
    .flatMap((backend) => (backend.id === "listener" ? [backend, overHttp(backend)] : [backend]));
  return Object.fromEntries(
    offered.map((backend) => [
      `Codex OTel: send to ${backend.label}`,
      { prefix: ["codex-otel", `codex-otel-${backend.id}`], body: block(backend), description: backend.documentation },
    ]),
  );
}

function block({ variant, endpoint, headers }: Backend): string[] {
  const stops = new TabStops();
  const table = `otel.exporter.${variant}`;
  return [
    "[otel]",
    `environment = "${placeholder(stops.next(), "dev")}"`,
    `log_user_prompt = ${choice(stops.next(), ["false", "true"])}`,
    "",
    `[${table}]`,
    `endpoint = "${placeholder(stops.next(), endpoint)}"`,
    ...(variant === "otlp-http" ? [`protocol = "${choice(stops.next(), ["binary", "json"])}"`] : []),
    ...(headers.length === 0 ? [] : ["", `[${table}.headers]`]),
    ...headers.map((header) => `${header.name} = ${headerValueSnippet(header, stops)}`),
    "",
  ];
}
