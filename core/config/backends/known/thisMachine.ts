import type { Backend } from "../backend.ts";
import { forAll, withPaths } from "../tableParts.ts";

const otlpPorts = {
  url: "https://opentelemetry.io/docs/specs/otlp/",
  facts: "default ports 4317 and 4318, paths of the signals",
};

export const listener: Backend = {
  id: "listener",
  label: "this editor's listener",
  variants: ["otlp-grpc", "otlp-http"],
  regions: [
    {
      label: "this machine",
      endpoints: {
        "otlp-grpc": forAll("http://127.0.0.1:4317"),
        "otlp-http": withPaths("http://127.0.0.1:4318"),
      },
    },
  ],
  hosts: [],
  basePath: "",
  headers: [],
  refuses: {},
  documentation: "The listener of Codex OTel on this machine.",
  sources: [otlpPorts],
};

export const collector: Backend = {
  ...listener,
  id: "collector",
  label: "an OpenTelemetry Collector on this machine",
  variants: ["otlp-http", "otlp-grpc"],
  documentation: "An OpenTelemetry Collector with its default OTLP receiver.",
  sources: [
    otlpPorts,
    {
      url: "https://github.com/open-telemetry/opentelemetry-collector/blob/main/receiver/otlpreceiver/README.md",
      facts: "listens on localhost, ports 4317 (gRPC) and 4318 (HTTP)",
    },
  ],
};
