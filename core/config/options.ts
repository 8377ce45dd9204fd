/** What a value of an option may be, in the words of TOML and of Codex. */
export type OptionType =
  | { readonly kind: "boolean" }
  | { readonly kind: "string" }
  | { readonly kind: "path" }
  /** An integer from `least` to 9223372036854775807. */
  | { readonly kind: "unsigned"; readonly least: 0 | 1; readonly unit: "bytes" | "milliseconds" }
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** A table from any name to a string. */
  | { readonly kind: "strings" }
  /** A table from any name to a table from any name to a string. */
  | { readonly kind: "stringTables" }
  | { readonly kind: "table"; readonly options: readonly Option[]; readonly positional?: Positional }
  /** Exactly one of the variants; those without options may be written as their bare word. */
  | { readonly kind: "exporter"; readonly variants: readonly Option[] };

/** How Codex reads an array in place of a table: its elements are these options in this order, at least so many of them. */
export interface Positional {
  readonly names: readonly string[];
  readonly least: number;
}

/** One key that Codex reads. */
export interface Option {
  readonly name: string;
  readonly type: OptionType;
  readonly required?: boolean;
  /** What holds when the key is absent, as TOML or in words. */
  readonly default?: string;
  /** First released Codex that reads it, found by running the versions around it. */
  readonly since?: string;
  /** Codex before this version does not start without it. */
  readonly requiredBefore?: string;
  /** What it does, in one or two sentences. */
  readonly documentation: string;
  /** What it exposes, where that deserves a word. */
  readonly safety?: string;
}

/** The headers of an exporter. */
export const headersOption: Option = {
  name: "headers",
  requiredBefore: "0.59.0",
  type: { kind: "strings" },
  default: "{}",
  documentation:
    "Headers (for gRPC: metadata) sent with every request. Values are sent exactly as written: variables are not expanded. A header whose name or value cannot be sent is dropped without a word.",
  safety: "Keys stand here in plain text: keep the file out of version control and readable by you alone.",
};

/** The files of `tls` by their places. */
export const tlsFiles: Positional = { names: ["ca-certificate", "client-certificate", "client-private-key"], least: 3 };

const tls: Option = {
  name: "tls",
  since: "0.59.0",
  type: {
    kind: "table",
    positional: tlsFiles,
    options: [
      {
        name: "ca-certificate",
        type: { kind: "path" },
        documentation: "PEM file of the authority to trust. Relative paths start at the folder of this file.",
      },
      {
        name: "client-certificate",
        type: { kind: "path" },
        documentation: "PEM file of the client's certificate for mutual TLS. Needs `client-private-key` too.",
      },
      {
        name: "client-private-key",
        type: { kind: "path" },
        documentation: "PEM file of the client's private key for mutual TLS. Needs `client-certificate` too.",
      },
    ],
  },
  documentation: "Certificates for an `https` endpoint. TLS itself follows from `https` in the endpoint.",
};

const exporterVariants: readonly Option[] = [
  { name: "none", type: { kind: "table", options: [] }, documentation: "Nothing is sent." },
  {
    name: "statsig",
    since: "0.80.0",
    type: { kind: "table", options: [] },
    documentation: "Sent to the metrics service of Codex's vendor. Only metrics are.",
  },
  {
    name: "otlp-http",
    type: {
      kind: "table",
      positional: { names: ["endpoint", "headers", "protocol", "tls"], least: 3 },
      options: [
        {
          name: "endpoint",
          type: { kind: "string" },
          required: true,
          documentation:
            "The whole URL, with scheme and path (`/v1/logs`, `/v1/traces`, `/v1/metrics`): Codex uses it exactly as written.",
        },
        {
          name: "protocol",
          type: { kind: "word", words: ["binary", "json"] },
          required: true,
          documentation: "`binary` is OTLP protobuf, `json` is OTLP JSON.",
        },
        headersOption,
        tls,
      ],
    },
    documentation: "OTLP over HTTP.",
  },
  {
    name: "otlp-grpc",
    type: {
      kind: "table",
      positional: { names: ["endpoint", "headers", "tls"], least: 1 },
      options: [
        {
          name: "endpoint",
          type: { kind: "string" },
          required: true,
          documentation:
            "Scheme, host and port, such as `http://127.0.0.1:4317`. Without a scheme nothing is delivered.",
        },
        headersOption,
        tls,
      ],
    },
    documentation: "OTLP over gRPC.",
  },
];

const exporterType: OptionType = { kind: "exporter", variants: exporterVariants };

/**
 * Everything Codex reads in `[otel]`. Observed (see `codex-otel-config-cases.json`), and asked by `npm run codex:follow`; `since` is given
 * where the version that brought a key is known.
 */
export const otelOptions: readonly Option[] = [
  {
    name: "exporter",
    since: "0.44.0",
    type: exporterType,
    default: '"none"',
    documentation: "Where log records go: the events of sessions, prompts, requests, decisions and tool results.",
    safety: "`codex.tool_result` carries arguments and output of tools in full, also when `log_user_prompt` is false.",
  },
  {
    name: "trace_exporter",
    since: "0.73.0",
    type: exporterType,
    default: '"none"',
    documentation: "Where traces go: spans of Codex's own work, several hundred every few seconds.",
    safety: "Spans carry the working directory and identifiers.",
  },
  {
    name: "metrics_exporter",
    since: "0.99.0",
    type: exporterType,
    default: '"statsig"',
    documentation: "Where metrics go.",
    safety: 'Without this key metrics go to the vendor of Codex; "none" keeps them here.',
  },
  {
    name: "environment",
    since: "0.44.0",
    type: { kind: "string" },
    default: '"dev"',
    documentation: "Name of the environment, sent as resource attribute `env`.",
  },
  {
    name: "log_user_prompt",
    since: "0.44.0",
    type: { kind: "boolean" },
    default: "false",
    documentation: "Whether `codex.user_prompt` has the text of the prompt. Otherwise it says `[REDACTED]`.",
    safety: "True sends what people type to every backend of the logs.",
  },
  {
    name: "log_sse_deltas",
    since: "0.167.2",
    type: { kind: "boolean" },
    default: "false",
    documentation: "Whether each piece of a streamed answer makes a `codex.sse_event`. Many records, little news.",
  },
  {
    name: "log_agent_responses",
    since: "0.158.0",
    type: { kind: "boolean" },
    default: "false",
    documentation: "Whether the answers of the model are logged.",
    safety: "True sends what the model answers, which may quote files and secrets.",
  },
  {
    name: "log_guardian_assessments",
    since: "0.158.0",
    type: { kind: "boolean" },
    default: "false",
    documentation: "Whether assessments of the automated reviewer are logged.",
  },
  {
    name: "tool_result",
    since: "0.150.0",
    type: {
      kind: "table",
      positional: { names: ["max_bytes"], least: 0 },
      options: [
        {
          name: "max_bytes",
          type: { kind: "unsigned", least: 0, unit: "bytes" },
          default: "2048",
          documentation:
            "How many bytes of a tool's output `codex.tool_result` carries; 0 leaves only the mark that it was cut.",
          safety: "Arguments and output of tools are sent also when prompts are not.",
        },
      ],
    },
    documentation: "Limits for `codex.tool_result`.",
  },
  {
    name: "span_attributes",
    since: "0.130.0",
    type: { kind: "strings" },
    default: "{}",
    documentation: "Attributes added to every span. Names with dots must be quoted.",
  },
  {
    name: "headers_helper",
    since: "0.171.0",
    type: { kind: "string" },
    documentation:
      "Shell command that prints headers as a JSON object of strings, for exporters over HTTP; over gRPC it is never called. Codex runs it at start and then each interval, in the folder that Codex was started in. Its headers win over `headers` and over OTEL_EXPORTER_OTLP_HEADERS.",
    safety: "Codex runs this command each time it starts. When it fails or prints something else, nothing is exported.",
  },
  {
    name: "headers_helper_refresh_interval_ms",
    since: "0.171.0",
    type: { kind: "unsigned", least: 1, unit: "milliseconds" },
    documentation: "After how many milliseconds `headers_helper` is run again. Does nothing without it.",
  },
  {
    name: "tracestate",
    since: "0.130.0",
    type: { kind: "stringTables" },
    default: "{}",
    documentation: "Members added to the W3C `tracestate`: a table for each member, with its fields.",
  },
];

/** The three exporters, with the signal each sends. */
export const exporterSignals: ReadonlyMap<string, "logs" | "traces" | "metrics"> = new Map([
  ["exporter", "logs"],
  ["trace_exporter", "traces"],
  ["metrics_exporter", "metrics"],
]);

/** The options of a table type by name; undefined for what has no named options. */
export function optionNamed(options: readonly Option[], name: string): Option | undefined {
  return options.find((option) => option.name === name);
}
