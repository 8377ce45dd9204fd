import type { Backend } from "../backend.ts";
import { authorization, withPaths } from "../tableParts.ts";

export const axiom: Backend = {
  id: "axiom",
  label: "Axiom",
  variants: ["otlp-http"],
  regions: [
    { label: "US East 1", endpoints: { "otlp-http": withPaths("https://us-east-1.aws.edge.axiom.co") } },
    { label: "EU Central 1", endpoints: { "otlp-http": withPaths("https://eu-central-1.aws.edge.axiom.co") } },
  ],
  hosts: ["*.edge.axiom.co", "api.axiom.co"],
  basePath: "",
  headers: [
    authorization("Bearer ", "<your-api-token>", "`Bearer` and an API token that may ingest into the dataset."),
    {
      name: "X-Axiom-Dataset",
      aliases: ["X-Axiom-Logs-Dataset", "X-Axiom-Traces-Dataset"],
      required: true,
      credential: false,
      prefix: "",
      signals: ["logs", "traces"],
      placeholder: "<your-dataset>",
      documentation: "The dataset. Axiom wants a dataset of its own for each signal.",
    },
    {
      name: "X-Axiom-Metrics-Dataset",
      aliases: ["X-Axiom-Dataset"],
      required: true,
      credential: false,
      prefix: "",
      signals: ["metrics"],
      placeholder: "<your-metrics-dataset>",
      documentation: "The dataset for metrics.",
    },
  ],
  refuses: { json: ["metrics"] },
  documentation: "Axiom, a store for events. It takes OTLP over HTTP.",
  sources: [
    {
      url: "https://axiom.co/docs/send-data/opentelemetry",
      facts: "paths, both headers, the header for metrics, no JSON for metrics",
    },
    { url: "https://axiom.co/docs/reference/edge-deployments", facts: "host names of the edge deployments" },
  ],
};
