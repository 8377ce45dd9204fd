import type { Backend } from "../backend.ts";

/** Datadog has hosts of their own for traces. */
const datadogSite = (label: string, site: string) => ({
  label,
  endpoints: {
    "otlp-http": {
      logs: `https://otlp.${site}/v1/logs`,
      traces: `https://trace.agent.${site}/v1/traces`,
      metrics: `https://otlp.${site}/v1/metrics`,
    },
  },
});

export const datadog: Backend = {
  id: "datadog",
  label: "Datadog",
  variants: ["otlp-http"],
  regions: [
    datadogSite("US1", "datadoghq.com"),
    datadogSite("US3", "us3.datadoghq.com"),
    datadogSite("US5", "us5.datadoghq.com"),
    datadogSite("EU", "datadoghq.eu"),
    datadogSite("AP1", "ap1.datadoghq.com"),
    datadogSite("AP2", "ap2.datadoghq.com"),
  ],
  hosts: [
    "otlp.datadoghq.com",
    "otlp.*.datadoghq.com",
    "otlp.datadoghq.eu",
    "trace.agent.datadoghq.com",
    "trace.agent.*.datadoghq.com",
    "trace.agent.datadoghq.eu",
  ],
  basePath: "",
  headers: [
    {
      name: "dd-api-key",
      required: true,
      credential: true,
      prefix: "",
      placeholder: "<your-api-key>",
      documentation: "An API key of the organisation (not an application key).",
    },
  ],
  refuses: { variants: ["otlp-grpc"], json: ["traces"] },
  documentation: "Datadog's OTLP intake. The site must be that of your organisation; the one for traces is a preview.",
  sources: [
    {
      url: "https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/logs/",
      facts: "HTTP with protobuf, `dd-api-key`",
    },
    {
      url: "https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/traces/",
      facts: "a host of their own for traces; neither gRPC nor JSON",
    },
    {
      url: "https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/metrics/",
      facts: "metrics over HTTP, as protobuf or JSON",
    },
    {
      url: "https://github.com/DataDog/documentation/blob/master/assets/scripts/config/regions.config.js",
      facts: "endpoints of every site",
    },
  ],
};
