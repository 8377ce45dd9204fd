import type { Backend } from "../backend.ts";
import { forAll, withPaths } from "../tableParts.ts";

const signozAt = (region: string) => ({
  "otlp-grpc": forAll(`https://ingest.${region}.signoz.cloud:443`),
  "otlp-http": withPaths(`https://ingest.${region}.signoz.cloud:443`),
});

export const signoz: Backend = {
  id: "signoz",
  label: "SigNoz",
  variants: ["otlp-grpc", "otlp-http"],
  regions: [
    { label: "US", endpoints: signozAt("us") },
    { label: "EU", endpoints: signozAt("eu") },
    { label: "India", endpoints: signozAt("in") },
  ],
  hosts: ["ingest.*.signoz.cloud"],
  basePath: "",
  headers: [
    {
      name: "signoz-ingestion-key",
      aliases: ["signoz-access-token"],
      required: true,
      credential: true,
      prefix: "",
      placeholder: "<your-ingestion-key>",
      documentation: "An ingestion key, without any scheme in front of it.",
    },
  ],
  refuses: {},
  documentation: "SigNoz Cloud. Its self-hosted edition needs no key: use the endpoint of your own Collector.",
  sources: [
    {
      url: "https://signoz.io/docs/ingestion/signoz-cloud/overview/",
      facts: "endpoints of the regions, port 443 for gRPC and HTTP",
    },
    {
      url: "https://signoz.io/docs/ingestion/opentelemetry-environment-variables/",
      facts: "header `signoz-ingestion-key`",
    },
    { url: "https://github.com/SigNoz/zap_otlp", facts: "`signoz-access-token`, its older name" },
  ],
};
