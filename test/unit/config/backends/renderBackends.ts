import type { Backend, BackendHeader, Signal, Variant } from "../../../../core/config/backends/backend.ts";
import { backends, endpointsOf, isLocal } from "../../../../core/config/backends/backends.ts";

const introduction = `# Backends

What Codex OTel knows of receivers of telemetry. Snippets, completion and the diagnostics \`otel/backend-…\` come from the
same table. Only what the official documentation of a backend says stands here; what it refuses is reported only where it
says so. Keys can also come from the environment variable \`OTEL_EXPORTER_OTLP_HEADERS\`, which Codex reads and which
counts more than \`headers\` in \`config.toml\` (observed). From Codex 0.171.0 on a command can bring them for exporters over
HTTP, \`headers_helper\`; Codex never runs it for gRPC. There, as in the form that Monad documents for Codex, a key stays out of
\`config.toml\` where the listener forwards: \`headers_env\` of a [policy](policy.md) names the variable that holds it.

This page is made from the table: \`npx vitest run --project unit test/unit/backends -u\`.
`;

const signals: readonly Signal[] = ["logs", "traces", "metrics"];
const variants: readonly Variant[] = ["otlp-grpc", "otlp-http"];

/** The text of docs/backends.md. */
export function renderBackends(): string {
  return [introduction, ...backends.map(renderBackend)].join("\n");
}

function renderBackend(backend: Backend): string {
  const parts = [
    `## ${backend.label[0]?.toUpperCase()}${backend.label.slice(1)}`,
    backend.documentation,
    ...(isLocal(backend) ? [] : [`Recognised by the host ${backend.hosts.map((host) => `\`${host}\``).join(", ")}.`]),
    renderEndpoints(backend),
    ...(backend.headers.length > 0 ? [renderHeaders(backend.headers)] : ["It wants no headers."]),
    ...refusals(backend),
    ["Sources:", "", ...backend.sources.map(({ url, facts }) => `- <${url}>: ${facts}`)].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Endpoints for logs, or for the first signal that is taken; the others differ in their paths and hosts only. */
function renderEndpoints(backend: Backend): string {
  const rows = variants.flatMap((variant) => {
    const taken = signals.filter((signal) => endpointsOf(backend, variant, signal).length > 0);
    return backend.regions.flatMap(({ label, endpoints }) => {
      const different = taken.map((signal) => [signal, endpoints[variant]?.[signal] ?? ""] as const);
      const same = new Set(different.map(([, endpoint]) => endpoint)).size === 1;
      return same
        ? [`| ${variant} | ${taken.join(", ")} | ${label} | \`${different[0]?.[1]}\` |`]
        : different.map(([signal, endpoint]) => `| ${variant} | ${signal} | ${label} | \`${endpoint}\` |`);
    });
  });
  return ["| exporter | signals | region | endpoint |", "|---|---|---|---|", ...rows].join("\n");
}

function renderHeaders(headers: readonly BackendHeader[]): string {
  const rows = headers.map((header) => {
    const names = [header.name, ...(header.aliases ?? [])].map((name) => `\`${name}\``).join(" or ");
    const only = header.signals ? ` (${header.signals.join(", ")})` : "";
    const needed = header.required ? "required" : "optional";
    return `| ${names}${only} | ${needed} | \`${header.prefix}${header.placeholder}\` | ${header.documentation} |`;
  });
  return ["| header | | value | |", "|---|---|---|---|", ...rows].join("\n");
}

function refusals({ refuses, label }: Backend): string[] {
  const found = [
    ...(refuses.variants ?? []).map((variant) => `\`${variant}\``),
    ...(refuses.signals ?? []),
    ...(refuses.json ?? []).map((signal) => `${signal} as JSON`),
  ];
  return found.length > 0 ? [`${label} does not take ${found.join(", ")}.`] : [];
}
