import type { Backend } from "../backend.ts";
import { authorization, forAll, withPaths } from "../tableParts.ts";

export const dash0: Backend = {
  id: "dash0",
  label: "Dash0",
  variants: ["otlp-grpc", "otlp-http"],
  regions: [
    {
      label: "EU West 1",
      endpoints: {
        "otlp-grpc": forAll("https://ingress.eu-west-1.aws.dash0.com:4317"),
        "otlp-http": withPaths("https://ingress.eu-west-1.aws.dash0.com"),
      },
    },
  ],
  hosts: ["ingress.*.dash0.com"],
  basePath: "",
  headers: [
    authorization("Bearer ", "<your-auth-token>", "`Bearer` and an auth token of the organisation."),
    {
      name: "Dash0-Dataset",
      required: false,
      credential: false,
      prefix: "",
      placeholder: "default",
      documentation: "The dataset. Without it the token's default dataset is written to.",
    },
  ],
  refuses: {},
  documentation: "Dash0. The endpoint of your organisation stands in its settings under Endpoints.",
  sources: [
    { url: "https://www.dash0.com/hub/integrations/int_otlp/overview", facts: "gRPC and HTTP, paths, all signals" },
    {
      url: "https://www.dash0.com/docs/dash0/opentelemetry/distributions/python/getting-started",
      facts: "host name for each region and cloud, `Authorization` with `Bearer`",
    },
    {
      url: "https://tessl.io/registry/dash0/agent-skills/files/skills/otel-collector/rules/exporters.md",
      facts: "port 4317 for gRPC",
    },
    { url: "https://www.dash0.com/docs/dash0/miscellaneous/glossary/datasets", facts: "`Dash0-Dataset` is optional" },
  ],
};
