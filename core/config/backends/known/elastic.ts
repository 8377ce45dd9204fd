import type { Backend } from "../backend.ts";
import { authorization, forAll, withPaths } from "../tableParts.ts";

export const elastic: Backend = {
  id: "elastic",
  label: "Elastic",
  variants: ["otlp-grpc", "otlp-http"],
  regions: [
    {
      label: "managed OTLP endpoint",
      endpoints: {
        "otlp-grpc": forAll("https://your-project.ingest.us-east-1.aws.elastic.cloud:443"),
        "otlp-http": withPaths("https://your-project.ingest.us-east-1.aws.elastic.cloud"),
      },
    },
  ],
  hosts: ["*.ingest.*.elastic.cloud"],
  basePath: "",
  headers: [
    authorization(
      "ApiKey ",
      "<your-api-key>",
      "`ApiKey` and a key with the privilege to ingest. The key that Kibana shows comes without the word.",
    ),
  ],
  refuses: {},
  documentation: "The managed OTLP endpoint of Elastic Cloud (Serverless and Hosted). Copy its URL from your project.",
  sources: [
    {
      url: "https://www.elastic.co/docs/solutions/observability/get-started/quickstart-elastic-cloud-otel-endpoint",
      facts: "`Authorization` with `ApiKey`, the error without it, gRPC and HTTP, all signals",
    },
    {
      url: "https://www.elastic.co/docs/reference/opentelemetry/motlp/managed-otlp-endpoint",
      facts: "where the endpoint is found",
    },
    {
      url: "https://github.com/elastic/kibana/blob/main/x-pack/solutions/observability/plugins/observability_onboarding/server/lib/get_managed_otlp_service_url.test.ts",
      facts: "form of its host name",
    },
  ],
};
