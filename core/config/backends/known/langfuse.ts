import type { Backend } from "../backend.ts";
import { authorization, withPaths } from "../tableParts.ts";

const langfuseTraces = (host: string) => ({
  "otlp-http": withPaths(`https://${host}/api/public/otel`, ["traces"]),
});

export const langfuse: Backend = {
  id: "langfuse",
  label: "Langfuse",
  variants: ["otlp-http"],
  regions: [
    { label: "EU", endpoints: langfuseTraces("cloud.langfuse.com") },
    { label: "US", endpoints: langfuseTraces("us.cloud.langfuse.com") },
    { label: "Japan", endpoints: langfuseTraces("jp.cloud.langfuse.com") },
    { label: "US HIPAA", endpoints: langfuseTraces("hipaa.cloud.langfuse.com") },
  ],
  hosts: ["cloud.langfuse.com", "*.cloud.langfuse.com"],
  basePath: "/api/public/otel",
  headers: [
    authorization(
      "Basic ",
      "<base64 of public-key:secret-key>",
      "`Basic` and the base64 form of `PUBLIC_KEY:SECRET_KEY` of the project.",
    ),
    {
      name: "x-langfuse-ingestion-version",
      required: false,
      credential: false,
      prefix: "",
      placeholder: "4",
      documentation: "`4` shows traces at once instead of some minutes later.",
    },
  ],
  refuses: { variants: ["otlp-grpc"], signals: ["logs", "metrics"] },
  documentation: "Langfuse. It takes traces only: use it as `trace_exporter`.",
  sources: [
    {
      url: "https://langfuse.com/integrations/native/opentelemetry",
      facts: "endpoint and path for traces, basic authentication, no gRPC, `x-langfuse-ingestion-version`",
    },
    { url: "https://langfuse.com/security/data-regions", facts: "regions" },
  ],
};
