/** Malformed headers as people write them, each in the layouts in which it can be written. */

export type Layout = "inline" | "sub-table" | "dotted";

export interface HeaderForm {
  readonly name: string;
  readonly layout: Layout;
  /** With line feeds; a comment on the exporter and other tables around it have to survive. */
  readonly toml: string;
}

/** What the fixed file must send, with names in lower case. */
export const meant: Readonly<Record<string, string>> = { authorization: "ApiKey k1", "monad-pipeline-id": "p1" };

export const before = '# mine\nmodel = "gpt" # keep\n\n';
export const after = "\n[tui] # keep, too\nnotifications = true\n";

const endpoint = 'endpoint = "https://app.monad.com:4317"';
const table = `[otel.exporter.otlp-grpc] # Monad\n${endpoint}\n`;
const headers = "\n[otel.exporter.otlp-grpc.headers] # secret\n";
const dotted = `otel.exporter.otlp-grpc.${endpoint} # Monad\n`;
const good = 'Authorization = "ApiKey k1", Monad-Pipeline-Id = "p1"';
const goodLines = 'Authorization = "ApiKey k1"\nMonad-Pipeline-Id = "p1"\n';

/** A value behind `headers =`, in the three layouts. */
function asValue(name: string, value: string, key = "headers"): HeaderForm[] {
  return [
    { name, layout: "sub-table", toml: `${table}${key} = ${value} # secret\n` },
    { name, layout: "inline", toml: `[otel]\nexporter = { otlp-grpc = { ${endpoint}, ${key} = ${value} } } # Monad\n` },
    { name, layout: "dotted", toml: `${dotted}otel.exporter.otlp-grpc.${key} = ${value} # secret\n` },
  ];
}

const asLines = (name: string, lines: string): HeaderForm => ({
  name,
  layout: "sub-table",
  toml: `${table}${headers}${lines}`,
});

const asBraces = (name: string, inner: string): HeaderForm => ({
  name,
  layout: "inline",
  toml: `[otel]\nexporter = { otlp-grpc = { ${endpoint}, headers = { ${inner} } } } # Monad\n`,
});

const as = (name: string, layout: Layout, toml: string): HeaderForm => ({ name, layout, toml });

export const headerForms: readonly HeaderForm[] = [
  ...asValue("one string", '"Authorization: ApiKey k1, Monad-Pipeline-Id: p1"'),
  ...asValue("strings", '["Authorization: ApiKey k1", "Monad-Pipeline-Id: p1"]'),
  ...asValue("OTEL_EXPORTER_OTLP_HEADERS", '"Authorization=ApiKey%20k1,Monad-Pipeline-Id=p1"'),
  ...asValue("JSON", `'{"Authorization": "ApiKey k1", "Monad-Pipeline-Id": "p1"}'`),
  ...asValue(
    "tables of name and value",
    '[{ name = "Authorization", value = "ApiKey k1" }, { Monad-Pipeline-Id = "p1" }]',
  ),
  ...asValue("header for headers", `{ ${good} }`, "header"),
  ...asValue("metadata for headers", `{ ${good} }`, "metadata"),
  ...asValue("names with spaces", '{ Authorization = "ApiKey k1", "Monad Pipeline Id" = "p1" }'),
  ...asValue("underscores", '{ authorization = "ApiKey k1", Monad_Pipeline_Id = "p1" }'),
  ...asValue("curly quotes inside", '{ Authorization = "“ApiKey k1”", Monad-Pipeline-Id = "‘p1’" }'),
  ...asValue("one table too low", `{ headers = { ${good} } }`),
  asLines("colons", "Authorization: ApiKey k1\nMonad-Pipeline-Id: p1 # id\n"),
  asLines("colons and quotes", 'Authorization: "ApiKey k1"\nMonad-Pipeline-Id: "p1" # id\n'),
  asLines("curly quotes around", "Authorization = “ApiKey k1”\nMonad-Pipeline-Id = “p1” # id\n"),
  asLines("no quotes", "Authorization = ApiKey k1\nMonad-Pipeline-Id = p1 # id\n"),
  asLines("bare names with spaces", 'Authorization = "ApiKey k1"\nMonad Pipeline Id = "p1" # id\n'),
  asLines("a list on one line", "Authorization=ApiKey k1,Monad-Pipeline-Id=p1\n"),
  asLines("a value that swallowed the next", 'Authorization = "ApiKey k1, Monad-Pipeline-Id: p1" # both\n'),
  asBraces("colons", "Authorization: ApiKey k1, Monad-Pipeline-Id: p1"),
  asBraces("curly quotes around", "“Authorization” = “ApiKey k1”, “Monad-Pipeline-Id” = “p1”"),
  asBraces("no quotes", "Authorization = ApiKey k1, Monad-Pipeline-Id = p1"),
  as("[[headers]]", "sub-table", `${table}\n[[otel.exporter.otlp-grpc.headers]] # secret\n${goodLines}`),
  as("[otel.headers]", "sub-table", `${table}\n[otel.headers] # secret\n${goodLines}`),
  as("[otel.headers]", "inline", `[otel]\nexporter = { otlp-grpc = { ${endpoint} } }\nheaders = { ${good} }\n`),
  as(
    "[otel.headers]",
    "dotted",
    `${dotted}${goodLines.replace(/^/gm, "otel.headers.").replace(/otel\.headers\.$/, "")}`,
  ),
  as("[otel.exporter.headers]", "sub-table", `${table}\n[otel.exporter.headers] # secret\n${goodLines}`),
  as(
    "beside the variant",
    "inline",
    `[otel]\nexporter = { headers = { ${good} }, otlp-grpc = { ${endpoint} } } # Monad\n`,
  ),
  as("[headers]", "sub-table", `${table}\n[headers] # secret\n${goodLines}`),
  as("directly in the exporter", "sub-table", `${table}${goodLines}`),
  as("directly in the exporter", "inline", `[otel]\nexporter = { otlp-grpc = { ${endpoint}, ${good} } }\n`),
  as("[….headers.headers]", "sub-table", `${table}\n[otel.exporter.otlp-grpc.headers.headers] # secret\n${goodLines}`),
  as(
    "endpoint among the headers",
    "sub-table",
    `[otel.exporter.otlp-grpc.headers] # secret\n${endpoint} # Monad\n${goodLines}`,
  ),
  as(
    "endpoint among the headers",
    "inline",
    `[otel]\nexporter = { otlp-grpc = { headers = { ${endpoint}, ${good} } } }\n`,
  ),
  as(
    "endpoint among the headers",
    "dotted",
    `otel.exporter.otlp-grpc.headers.${endpoint} # Monad\notel.exporter.otlp-grpc.headers.Authorization = "ApiKey k1"\notel.exporter.otlp-grpc.headers.Monad-Pipeline-Id = "p1"\n`,
  ),
];
