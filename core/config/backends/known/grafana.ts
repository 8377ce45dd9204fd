import type { Backend } from "../backend.ts";
import { authorization, withPaths } from "../tableParts.ts";

export const grafana: Backend = {
  id: "grafana",
  label: "Grafana Cloud",
  variants: ["otlp-http"],
  regions: [
    {
      label: "prod-us-east-0",
      endpoints: { "otlp-http": withPaths("https://otlp-gateway-prod-us-east-0.grafana.net/otlp") },
    },
    {
      label: "prod-eu-west-2",
      endpoints: { "otlp-http": withPaths("https://otlp-gateway-prod-eu-west-2.grafana.net/otlp") },
    },
  ],
  hosts: ["otlp-gateway-*.grafana.net"],
  basePath: "/otlp",
  headers: [
    authorization(
      "Basic ",
      "<base64 of instance-id:token>",
      "`Basic` and the base64 form of `INSTANCE_ID:TOKEN`, where the token is one of an access policy.",
      { otherPrefixes: ["Bearer "] },
    ),
  ],
  refuses: { variants: ["otlp-grpc"] },
  documentation: "The OTLP gateway of Grafana Cloud. Its zone stands on the OpenTelemetry card of your stack.",
  sources: [
    { url: "https://grafana.com/docs/grafana-cloud/send-data/otlp/send-data-otlp/", facts: "form of the endpoint" },
    {
      url: "https://grafana.com/docs/learning-paths/connect-agent-to-agent-observability/export-traces-and-metrics/",
      facts: "base path /otlp, basic authentication with instance id and access policy token, base64",
    },
    {
      url: "https://grafana.com/docs/grafana-cloud/send-data/otlp/otlp-format-considerations/",
      facts: "OTLP over HTTP only",
    },
  ],
};
