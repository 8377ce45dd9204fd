import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Backend, Signal, Variant } from "../../../../core/config/backends/backend.ts";
import {
  backendOf,
  backends,
  endpointsOf,
  headersFor,
  isCredentialName,
  isLocal,
  isNameOf,
  variantFor,
} from "../../../../core/config/backends/backends.ts";
import { diagnose } from "../../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../../core/config/codexVersion.ts";
import { encodeBase64 } from "../../../../core/config/fixes/credentialText.ts";
import { headerNamePattern } from "../../../../core/config/fixes/headerText.ts";
import { exporterSignals } from "../../../../core/config/options.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { renderBackends } from "./renderBackends.ts";

const signals: readonly Signal[] = ["logs", "traces", "metrics"];
const variants: readonly Variant[] = ["otlp-grpc", "otlp-http"];
const remote = backends.filter((backend) => !isLocal(backend)).map((backend) => [backend.label, backend] as const);
const all = backends.map((backend) => [backend.label, backend] as const);

test("docs/backends.md says what the table says", async () => {
  await expect(renderBackends()).toMatchFileSnapshot(join(import.meta.dirname, "../../../../docs/backends.md"));
});

test("The most useful backends come first, then the others by name", () => {
  const labels = backends.map(({ label }) => label);
  expect(labels.slice(0, 3)).toEqual(["Monad", "this editor's listener", "an OpenTelemetry Collector on this machine"]);
  expect(labels.slice(3)).toEqual(labels.slice(3).toSorted((left, right) => left.localeCompare(right, "en")));
});

describe("Every backend", () => {
  test.each(all)("%s: names the source of its facts", (_label, { sources }) => {
    expect(sources.length).toBeGreaterThan(0);
    for (const { url, facts } of sources) {
      expect(url).toMatch(/^https:\/\//);
      expect(facts).not.toBe("");
    }
  });
  test.each(all)("%s: takes at least one signal, and offers nothing that it refuses", (_label, backend) => {
    expect(signals.some((signal) => variantFor(backend, signal))).toBe(true);
    for (const signal of backend.refuses.signals ?? []) expect(variantFor(backend, signal)).toBeUndefined();
    for (const variant of backend.refuses.variants ?? []) expect(backend.variants).not.toContain(variant);
    for (const { endpoints } of backend.regions)
      for (const variant of variants) if (endpoints[variant]) expect(backend.variants).toContain(variant);
  });
  test.each(all)("%s: has headers that can be sent, under names of their own", (_label, { headers }) => {
    for (const { name, aliases = [], placeholder, prefix } of headers) {
      for (const one of [name, ...aliases]) expect(one).toMatch(headerNamePattern);
      expect(placeholder).not.toBe("");
      expect(prefix).toMatch(/^$|^[A-Za-z]+ $/);
    }
    for (const signal of signals) {
      const names = headers.filter((header) => header.signals?.includes(signal) ?? true).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
  test.each(remote)("%s: is recognised by each of its own endpoints", (_label, backend) => {
    for (const signal of signals)
      for (const variant of variants)
        for (const endpoint of endpointsOf(backend, variant, signal)) {
          expect(backendOf(endpoint)?.id).toBe(backend.id);
          expect(endpoint).toMatch(/^https:\/\//);
          if (variant === "otlp-http") expect(endpoint.endsWith(`${backend.basePath}/v1/${signal}`)).toBe(true);
        }
  });
});

/** A key that nobody could object to. */
function plausible({ prefix, credential }: Backend["headers"][number]): string {
  if (prefix === "Basic ") return prefix + encodeBase64("123456:glc_eyJvIjoiMSJ9");
  return prefix + (credential ? "k0123456789abcdefghij" : "6f1d2c3b-4a59");
}

describe("A file as the documentation of a backend has it gets no error and no warning", () => {
  const cases = backends.flatMap((backend) =>
    [...exporterSignals].flatMap(([exporter, signal]) =>
      variants.flatMap((variant) =>
        endpointsOf(backend, variant, signal).map(
          (endpoint) => [endpoint, exporter, variant, signal, backend] as const,
        ),
      ),
    ),
  );
  test.each(cases)("%s as %s over %s", (endpoint, exporter, variant, signal, backend) => {
    const table = `otel.${exporter}.${variant}`;
    const headers = headersFor(backend, signal).map((header) => `${header.name} = "${plausible(header)}"\n`);
    const toml = `[${table}]\nendpoint = "${endpoint}"\n${variant === "otlp-http" ? 'protocol = "binary"\n' : ""}\n[${table}.headers]\n${headers.join("")}`;
    const found = diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });
    expect(found.filter(({ severity }) => severity !== "information")).toEqual([]);
  });
});

describe("An endpoint belongs to a backend by its host", () => {
  test.each([
    ["https://app.monad.com:4317", "monad"],
    ["https://APP.MONAD.COM:4317", "monad"],
    ["https://otlp-gateway-prod-sa-east-1.grafana.net/otlp/v1/logs", "grafana"],
    ["https://ingest.eu2.signoz.cloud:443", "signoz"],
    ["https://otlp.us5.datadoghq.com/v1/logs", "datadog"],
    ["https://x:y@api.eu1.honeycomb.io/v1/logs", "honeycomb"],
    ["https://abc.ingest.eu-west-1.aws.elastic.cloud:443", "elastic"],
    ["https://ingress.us-west-2.aws.dash0.com:4317", "dash0"],
    ["https://otlp.nr-data.net.:4317", "new-relic"],
  ])("%s is %s", (endpoint, id) => expect(backendOf(endpoint)?.id).toBe(id));
  test.each([
    ["a stack of Grafana itself", "https://mystack.grafana.net"],
    ["Tempo of Grafana Cloud, which takes gRPC", "https://tempo-prod-04-prod-us-east-0.grafana.net:443"],
    ["a host that only ends alike", "https://evil-api.honeycomb.io.example/v1/logs"],
    ["a host that only begins alike", "https://notapi.honeycomb.io/v1/logs"],
    ["a path that looks like a host", "https://example.com/api.honeycomb.io"],
    ["this machine", "http://127.0.0.1:4317"],
    ["nothing", ""],
    ["no URL", "api.honeycomb.io:443"],
  ])("%s is none", (_what, endpoint) => expect(backendOf(endpoint)).toBeUndefined());
  test("however long it is", () => {
    expect(backendOf(`https://${"a.".repeat(50_000)}ingest.${"a.".repeat(50_000)}elastic.clou`)).toBeUndefined();
  });
});

describe("Names", () => {
  test("of headers don't mind the case, and older ones count", () => {
    const [key] = backends.find(({ id }) => id === "signoz")?.headers ?? [];
    expect(key && isNameOf(key, "SigNoz-Ingestion-Key")).toBe(true);
    expect(key && isNameOf(key, "signoz-access-token")).toBe(true);
    expect(key && isNameOf(key, "signoz_ingestion_key")).toBe(false);
  });
  test("of keys are those of every backend", () => {
    for (const name of ["Authorization", "x-api-key", "X-Honeycomb-Team", "dd_api_key"])
      expect(isCredentialName(name)).toBe(true);
    for (const name of ["Monad-Pipeline-Id", "x-team", "Accept"]) expect(isCredentialName(name)).toBe(false);
  });
});
