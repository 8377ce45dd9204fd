import { expect, test } from "vitest";
import { exporterTarget } from "../../../core/config/exporterTarget.ts";
import { writtenExporters } from "../../../core/config/writtenExporters.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const targets = (toml: string) => writtenExporters(parseToml(toml)).map(exporterTarget);

test("Monad's exporter is read with its headers, as Codex sends them", () => {
  const [target] = targets(`
[otel.exporter.otlp-grpc]
endpoint = "https://app.monad.com:4317"
headers = { Authorization = "ApiKey key", "Monad-Pipeline-Id" = "pipeline" }
`);
  expect(target).toMatchObject({
    endpoint: "https://app.monad.com:4317",
    host: "app.monad.com",
    port: 4317,
    protocol: "grpc",
    headers: { authorization: "ApiKey key", "monad-pipeline-id": "pipeline" },
    droppedHeaders: [],
  });
});

test("Headers that Codex drops are named, and not sent", () => {
  const [target] = targets(`
[otel.exporter.otlp-http]
endpoint = "http://127.0.0.1:4318/v1/logs"
protocol = "json"
headers = { "bad name" = "x", good = "y", broken = "line\\nend", number = 5 }
tls = { ca-certificate = "~/ca.pem", client-certificate = "c.pem", client-private-key = "k.pem" }
`);
  expect(target).toMatchObject({
    protocol: "http-json",
    headers: { good: "y" },
    droppedHeaders: ["bad name", "broken", "number"],
    certificateAuthority: "~/ca.pem",
    clientCertificate: "c.pem",
    clientKey: "k.pem",
  });
});

test("An endpoint without a port means that of its scheme, as with Codex", () => {
  const exporter = (endpoint: string) => `[otel.exporter.otlp-http]\nendpoint = "${endpoint}"\nprotocol = "binary"\n`;
  expect(targets(exporter("http://collector/v1/logs"))[0]).toMatchObject({ port: 80, protocol: "http-protobuf" });
  expect(targets(exporter("https://collector/v1/logs"))[0]).toMatchObject({ port: 443 });
});

test("What Codex could not send to is no target", () => {
  expect(targets('[otel.exporter.otlp-http]\nprotocol = "json"\n')).toEqual([undefined]);
  expect(targets('[otel.exporter.otlp-http]\nendpoint = "not a url"\n')).toEqual([undefined]);
  expect(targets('[otel]\nexporter = "none"\n')).toEqual([]);
});
