/** A header that a backend wants. */
export interface BackendHeader {
  readonly name: string;
  /** What the value begins with, `ApiKey ` for example; empty when it is the bare value. */
  readonly prefix: string;
  /** What stands for the person's own part in snippets. */
  readonly placeholder: string;
  readonly documentation: string;
}

/** A known receiver of Codex's telemetry. */
export interface Backend {
  readonly id: string;
  readonly label: string;
  readonly variant: "otlp-grpc" | "otlp-http";
  readonly endpoint: string;
  /** Host names (with their subdomains) by which an endpoint is known to belong to this backend. */
  readonly hosts: readonly string[];
  readonly headers: readonly BackendHeader[];
  readonly documentation: string;
  /** Where the facts come from. */
  readonly source: string;
}

export const backends: readonly Backend[] = [
  {
    id: "monad",
    label: "Monad",
    variant: "otlp-grpc",
    endpoint: "https://app.monad.com:4317",
    hosts: ["app.monad.com"],
    headers: [
      {
        name: "Authorization",
        prefix: "ApiKey ",
        placeholder: "<your-api-key>",
        documentation: "`ApiKey` and a key with the scope `pipeline:data:write`.",
      },
      {
        name: "Monad-Pipeline-Id",
        prefix: "",
        placeholder: "<your-pipeline-id>",
        documentation: "The id of the pipeline that begins with the Codex input.",
      },
    ],
    documentation: "The security pipeline Monad.",
    source: "monad.com/blog/setting-up-openai-codex-otel",
  },
  {
    id: "listener",
    label: "this editor's listener",
    variant: "otlp-grpc",
    endpoint: "http://127.0.0.1:4317",
    hosts: [],
    headers: [],
    documentation: "The listener of Codex OTel on this machine.",
    source: "this project",
  },
  {
    id: "collector",
    label: "an OpenTelemetry Collector on this machine",
    variant: "otlp-http",
    endpoint: "http://127.0.0.1:4318/v1/logs",
    hosts: [],
    headers: [],
    documentation: "An OpenTelemetry Collector with its default OTLP receiver.",
    source: "opentelemetry.io/docs/specs/otlp (default ports 4317 and 4318)",
  },
];

/** The backend an endpoint belongs to, by its host name. */
export function backendOf(endpoint: string): Backend | undefined {
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(endpoint)?.[1]?.toLowerCase();
  if (host === undefined) return undefined;
  return backends.find(({ hosts }) => hosts.some((known) => host === known || host.endsWith(`.${known}`)));
}
