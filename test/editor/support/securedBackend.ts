import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collector, startCollector } from "../../programs/collector.ts";
import { certificateFor } from "../../protocol/certificates.ts";

/** What the backend wants to see. */
export const backendKey = "ApiKey made-up-key-of-a-test";
export const backendPipeline = "00000000-0000-4000-8000-000000000000";

const configuration = (folder: string) => `
extensions:
  required_headers: { headers: { authorization: "${backendKey}", monad-pipeline-id: "${backendPipeline}" } }
receivers:
  otlp:
    protocols:
      grpc:
        endpoint: "\${env:CODEX_OTEL_GRPC_ENDPOINT}"
        tls: { cert_file: "${folder}/certificate.pem", key_file: "${folder}/key.pem" }
        auth: { authenticator: required_headers }
exporters:
  file: { path: "${folder}/received.jsonl", flush_interval: 100ms }
service:
  extensions: [required_headers]
  pipelines:
    logs: { receivers: [otlp], exporters: [file] }
`;

/** A backend as Monad describes its own: OTLP over gRPC with TLS, and two headers. A real Collector. */
export interface SecuredBackend {
  /** `https://localhost:PORT` */
  readonly endpoint: string;
  /** Path of the authority that a sender has to trust. */
  readonly certificate: string;
  /** The policy text with `forward` to this backend in its destination `siem`. */
  forwardedIn(policy: string): string;
  /** Everything that was accepted, as OTLP JSON lines. */
  received(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the backend with a Collector that was built before. */
export async function startSecuredBackend(program: string): Promise<SecuredBackend> {
  const folder = await mkdtemp(join(tmpdir(), "backend-"));
  const { certificate, privateKey } = certificateFor("localhost");
  await writeFile(join(folder, "certificate.pem"), certificate);
  await writeFile(join(folder, "key.pem"), privateKey);
  await writeFile(join(folder, "config.yaml"), configuration(folder));
  const collector: Collector = await startCollector(program, join(folder, "config.yaml"), folder);
  const endpoint = `https://localhost:${collector.grpc.port}`;
  return {
    endpoint,
    certificate: join(folder, "certificate.pem"),
    forwardedIn(policy) {
      const headers = '{ Authorization = "MONAD_AUTHORIZATION", Monad-Pipeline-Id = "MONAD_PIPELINE_ID" }';
      const forward = `forward = { endpoint = "${endpoint}", protocol = "grpc", headers_env = ${headers} }`;
      return policy.replace("[destinations.siem]", `[destinations.siem]\n${forward}`);
    },
    received: () => readFile(join(folder, "received.jsonl"), "utf8").catch(() => ""),
    async stop() {
      await collector.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
