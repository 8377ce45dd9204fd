import { choice, literal, placeholder } from "../../toml/language/snippetText.ts";
import type { Backend, Signal } from "../backends/backend.ts";
import { backends, endpointsOf, isLocal, variantFor } from "../backends/backends.ts";
import { helperCommand, helperOption, helperSince, helperText, keyVariable, secretHeaders } from "../headersHelper.ts";
import { exporterSignals } from "../options.ts";
import {
  type ExporterForm,
  endpointSnippet,
  headerValueSnippet,
  protocolSnippet,
  requiredHeaders,
  TabStops,
} from "./exporterForms.ts";

/** One entry of a VS Code snippet file. */
export interface EditorSnippet {
  readonly prefix: readonly string[];
  readonly body: readonly string[];
  readonly description: string;
}

/**
 * The content of `snippets/codex-otel.json`: for each backend a whole `[otel]` block with its first signal, which is that
 * of the logs where it takes them, and one with every signal that it takes. Sub-tables, because every Codex version reads
 * them and because Codex itself writes them when it changes the file.
 */
export function snippetFile(): Readonly<Record<string, EditorSnippet>> {
  return Object.fromEntries(backends.flatMap(snippetsOf));
}

function snippetsOf(backend: Backend): [string, EditorSnippet][] {
  const forms = [...exporterSignals.values()].flatMap((signal) => formOf(backend, signal) ?? []);
  const [first] = forms;
  if (first === undefined) return [];
  const { id, label } = backend;
  const name = `Codex OTel: send to ${label}`;
  const snippets: [string, EditorSnippet][] = [
    [name, snippet(["codex-otel", `codex-otel-${id}`], [first], backend.documentation)],
  ];
  const http: ExporterForm = { ...first, variant: "otlp-http" };
  if (isLocal(backend) && first.variant !== "otlp-http" && endpointsOf(backend, "otlp-http", first.signal).length > 0)
    snippets.push([
      `${name} over HTTP`,
      snippet(["codex-otel", `codex-otel-${id}-http`], [http], backend.documentation),
    ]);
  if (first.variant === "otlp-http" && secretHeaders(backend, first.signal).length > 0)
    snippets.push([
      `Codex OTel: send to ${label}, with the key from a command`,
      snippet(
        ["codex-otel-helper", `codex-otel-${id}-helper`],
        [first],
        `Over HTTP, from Codex ${helperSince} on. ${backend.documentation}`,
        helperLine(first),
      ),
    ]);
  if (forms.length > 1)
    snippets.push([
      `Codex OTel: send everything to ${label}`,
      snippet([`codex-otel-${id}-all`, "codex-otel-all"], forms, `Logs, traces and metrics. ${backend.documentation}`),
    ]);
  return snippets;
}

function formOf(backend: Backend, signal: Signal): ExporterForm | undefined {
  const variant = variantFor(backend, signal);
  return variant && { backend, variant, signal };
}

/** The command reads the key from the environment: the file has none. */
function helperLine({ backend, signal }: ExporterForm): string {
  const command = helperCommand(secretHeaders(backend, signal), keyVariable(backend));
  return `${helperOption} = ${literal(helperText(command))}`;
}

function snippet(
  prefix: readonly string[],
  forms: readonly ExporterForm[],
  description: string,
  helper?: string,
): EditorSnippet {
  const stops = new TabStops();
  const head = [
    "[otel]",
    `environment = "${placeholder(stops.next(), "dev")}"`,
    `log_user_prompt = ${choice(stops.next(), ["false", "true"])}`,
    ...(helper === undefined ? [] : [helper]),
    "",
  ];
  const isHelped = helper !== undefined;
  return { prefix, body: [...head, ...forms.flatMap((form) => exporterLines(form, stops, isHelped))], description };
}

function exporterLines(form: ExporterForm, stops: TabStops, isHelped: boolean): string[] {
  const exporter = [...exporterSignals].find(([, signal]) => signal === form.signal)?.[0] ?? "exporter";
  const table = `otel.${exporter}.${form.variant}`;
  const headers = requiredHeaders(form).filter(({ credential }) => !(isHelped && credential));
  return [
    `[${table}]`,
    `endpoint = ${endpointSnippet(form, stops)}`,
    ...(form.variant === "otlp-http" ? [`protocol = ${protocolSnippet(form, stops)}`] : []),
    ...(headers.length === 0 ? [] : ["", `[${table}.headers]`]),
    ...headers.map((header) => `${header.name} = ${headerValueSnippet(header, stops)}`),
    "",
  ];
}
