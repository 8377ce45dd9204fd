/** An `[otel]` with and without an exporter, in every form that TOML has for it. Each ends in a line break. */
export const exporterShapes: readonly (readonly [name: string, text: string])[] = [
  ["nothing", ""],
  ["a comment alone", "# mine\n"],
  ["no [otel]", 'model = "gpt-5"\n'],
  ["an empty [otel]", "[otel]\n"],
  ["an [otel] with a comment behind its head", "[otel] # ours\n"],
  ["an [otel] without exporter", '[otel]\n# where\nenvironment = "dev" # here\nlog_user_prompt = true\n'],
  ["an [otel] that is followed", '[otel]\nenvironment = "dev"\n\n# tools\n[tools]\nx = 1\n'],
  ["a quoted [otel]", '["otel"]\n\'environment\' = "dev"\n'],
  ["the exporter switched off", '[otel]\nexporter = "none" # off\nlog_user_prompt = true\n'],
  ["Codex's own exporter", "[otel]\nexporter = 'statsig'\n"],
  [
    "an inline exporter",
    '[otel]\n# team\nexporter = { otlp-http = { endpoint = "https://x.example/v1/logs", protocol = "json", headers = { "x-key" = "k#1" } } } # why\n\n[tools]\nx = 1\n',
  ],
  [
    "an exporter of several lines, as TOML 1.1 has it",
    '[otel]\nexporter = { otlp-grpc = {\n  endpoint = "https://x.example:4317", # here\n  headers = { a = "b", },\n} }\nenvironment = "dev"\n',
  ],
  ["an inline [otel]", 'otel = { environment = "dev" }\n'],
  ["an empty inline [otel]", "otel = {}\n"],
  ["an inline [otel] that ends in a comma", 'otel = { environment = "dev", }\n'],
  ["an inline [otel] of several lines", 'otel = {\n  environment = "dev" # here\n  # more\n}\n'],
  [
    "an inline [otel] with an exporter",
    'otel = { exporter = { otlp-grpc = { endpoint = "http://x.example:1" } }, environment = "dev" }\n',
  ],
  [
    "an inline [otel] with an exporter alone",
    'otel = { exporter = { otlp-grpc = { endpoint = "http://x.example:1" } } }\n',
  ],
  [
    "an inline [otel] with an exporter in dotted keys",
    'otel = { exporter.otlp-http.endpoint = "http://x.example:1", log_user_prompt = true, exporter.otlp-http.protocol = "json" }\n',
  ],
  ["dotted keys without exporter", '# top\notel.environment = "dev"\notel.log_user_prompt = true\n\n[tools]\nx = 1\n'],
  ["dotted keys", 'otel.exporter.otlp-grpc.endpoint = "http://x.example:1"\notel.environment = "dev"\n'],
  [
    "dotted keys that are scattered",
    'otel.exporter.otlp-http.endpoint = "http://x.example:1" # here\nmodel = "m"\notel . "exporter" . otlp-http . protocol = "json"\n# end\n[tools]\nx = 1\n',
  ],
  [
    "dotted keys in [otel]",
    '[otel]\nexporter.otlp-http.endpoint = "http://x.example:1"\nlog_user_prompt = true\nexporter.otlp-http.protocol = "binary" # b\n\n[tools]\nx = 1\n',
  ],
  [
    "a dotted key to an inline table",
    '[otel]\nexporter.otlp-http = { endpoint = "http://x.example:1", protocol = "json" }\n',
  ],
  [
    "dotted keys with headers in a table of their own",
    '[otel]\nexporter.otlp-http.endpoint = "http://x.example:1"\nexporter.otlp-http.protocol = "json"\n[otel.exporter.otlp-http.headers]\na = "b" # c\n',
  ],
  [
    "a sub-table, as Codex itself writes it",
    '[otel]\nlog_user_prompt = true\n\n[otel.exporter.otlp-http]\nendpoint = "https://x.example/v1/logs" # where\n# how\nprotocol = "json"\n\n[otel.exporter.otlp-http.headers]\nAuthorization = "Bearer t"\n\n[tools]\nx = 1\n',
  ],
  [
    "a sub-table alone",
    '# top\n[otel.exporter.otlp-grpc]\nendpoint = "https://x.example:4317"\nheaders = { Authorization = "ApiKey x" } # mine\n',
  ],
  ["an indented sub-table", '[otel]\n  [otel.exporter]\n    otlp-grpc = { endpoint = "http://x.example:1" }\n'],
  [
    "sub-tables that are scattered",
    '[otel.exporter.otlp-http]\nendpoint = "https://x.example/v1/logs"\nprotocol = "json"\n[tools]\nx = 1\n[otel.exporter.otlp-http.headers]\na = "b"\n[otel.trace_exporter.otlp-http]\nendpoint = "https://x.example/v1/traces"\nprotocol = "json"\n[otel]\nenvironment = "dev"\n',
  ],
  [
    "an exporter of traces alone",
    '# traces\n[otel.trace_exporter.otlp-grpc]\nendpoint = "http://x.example:1"\n\n[tools]\nx = 1\n',
  ],
  [
    "an exporter with TLS",
    "[otel.exporter.otlp-grpc]\nendpoint = \"https://x.example:1\"\ntls = { ca-certificate = 'C:\\ca.pem' }\n",
  ],
  [
    "a value of several lines",
    '[otel.exporter.otlp-grpc]\nendpoint = """\nhttp://x.example:1"""\n\n[notes]\ntext = """\n[otel]\nexporter = "none"\n"""\n',
  ],
  ["arrays of tables around it", '[[shelves]]\nname = "a"\n[otel]\nexporter = "none"\n[[shelves]]\nname = "b"\n'],
];
