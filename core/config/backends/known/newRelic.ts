import type { Backend } from "../backend.ts";
import { forAll, withPaths } from "../tableParts.ts";

const newRelicAt = (host: string) => ({
  "otlp-grpc": forAll(`https://${host}:4317`),
  "otlp-http": withPaths(`https://${host}`),
});

export const newRelic: Backend = {
  id: "new-relic",
  label: "New Relic",
  variants: ["otlp-http", "otlp-grpc"],
  regions: [
    { label: "US", endpoints: newRelicAt("otlp.nr-data.net") },
    { label: "EU", endpoints: newRelicAt("otlp.eu01.nr-data.net") },
    { label: "US FedRAMP", endpoints: newRelicAt("gov-otlp.nr-data.net") },
  ],
  hosts: ["otlp.nr-data.net", "otlp.*.nr-data.net", "gov-otlp.nr-data.net"],
  basePath: "",
  headers: [
    {
      name: "api-key",
      required: true,
      credential: true,
      prefix: "",
      placeholder: "<your-license-key>",
      documentation: "A license key (ingest) of the account, without any scheme in front of it.",
    },
  ],
  refuses: {},
  documentation: "New Relic, in the US or in the EU. It recommends HTTP with protobuf.",
  sources: [
    {
      url: "https://docs.newrelic.com/docs/opentelemetry/best-practices/opentelemetry-otlp/",
      facts: "endpoints, ports, gRPC and HTTP, header `api-key` with a license key",
    },
  ],
};
