import type { Backend } from "../backend.ts";
import { authorization, forAll, withPaths } from "../tableParts.ts";

export const monad: Backend = {
  id: "monad",
  label: "Monad",
  variants: ["otlp-grpc", "otlp-http"],
  regions: [
    {
      label: "app.monad.com",
      endpoints: {
        "otlp-grpc": forAll("https://app.monad.com:4317"),
        "otlp-http": withPaths("https://app.monad.com:4318"),
      },
    },
  ],
  hosts: ["app.monad.com", "*.app.monad.com"],
  basePath: "",
  headers: [
    authorization("ApiKey ", "<your-api-key>", "`ApiKey` and a key with the scope `pipeline:data:write`."),
    {
      name: "Monad-Pipeline-Id",
      required: true,
      credential: false,
      prefix: "",
      placeholder: "<your-pipeline-id>",
      documentation: "The id of the pipeline that begins with the Codex input.",
    },
  ],
  refuses: {},
  documentation: "The security pipeline Monad.",
  sources: [
    {
      url: "https://app.monad.com/docs/components/inputs/openai/openai-codex",
      facts: "gRPC endpoint, both headers, scope of the key",
    },
    {
      url: "https://app.monad.com/docs/components/inputs/monad/monad-otel",
      facts: "gRPC on port 4317, HTTP with JSON or protobuf on port 4318, all three signals",
    },
  ],
};
