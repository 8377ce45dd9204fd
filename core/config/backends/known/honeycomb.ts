import type { Backend } from "../backend.ts";
import { forAll, withPaths } from "../tableParts.ts";

export const honeycomb: Backend = {
  id: "honeycomb",
  label: "Honeycomb",
  variants: ["otlp-grpc", "otlp-http"],
  regions: [
    {
      label: "US",
      endpoints: {
        "otlp-grpc": forAll("https://api.honeycomb.io:443"),
        "otlp-http": withPaths("https://api.honeycomb.io"),
      },
    },
    {
      label: "EU",
      endpoints: {
        "otlp-grpc": forAll("https://api.eu1.honeycomb.io:443"),
        "otlp-http": withPaths("https://api.eu1.honeycomb.io"),
      },
    },
  ],
  hosts: ["api.honeycomb.io", "api.eu1.honeycomb.io"],
  basePath: "",
  headers: [
    {
      name: "x-honeycomb-team",
      aliases: ["x-hny-team"],
      required: true,
      credential: true,
      prefix: "",
      refused: [
        {
          pattern: /^hc[a-z]mk_/,
          reason: "This is a management key; sending events needs an ingest key.",
        },
      ],
      placeholder: "<your-ingest-key>",
      documentation: "An ingest key of the environment, without any scheme in front of it.",
    },
    {
      name: "x-honeycomb-dataset",
      required: false,
      credential: false,
      prefix: "",
      placeholder: "codex",
      documentation: "The dataset, for metrics and for Honeycomb Classic. Elsewhere the name of the service decides.",
    },
  ],
  refuses: {},
  documentation: "Honeycomb, in the US or in the EU.",
  sources: [
    {
      url: "https://docs.honeycomb.io/send-data/opentelemetry/",
      facts: "endpoints of both regions, gRPC, HTTP with protobuf and JSON",
    },
    {
      url: "https://docs.honeycomb.io/api/key-management/create-an-api-key",
      facts: "`x-honeycomb-team` with an ingest key; management keys go elsewhere",
    },
    {
      url: "https://github.com/honeycombio/husky/blob/main/otlp/common_test.go",
      facts: "`x-hny-team` is taken too",
    },
  ],
};
