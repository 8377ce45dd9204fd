import type { Fix } from "../../diagnostics/diagnostic.ts";
import { tableAt } from "../../toml/access.ts";
import type { TomlEntry } from "../../toml/document.ts";
import { addPair, fix, quote, replace } from "../../toml/edit/edits.ts";
import type { Backend, Signal } from "../backends/backend.ts";
import { endpointsOf, isLocal } from "../backends/backends.ts";
import { exporterSignals } from "../options.ts";
import { type Reporter, stringOf } from "../reporter.ts";
import type { HeaderPlace } from "./headerPlace.ts";

const signalNames = { logs: "logs", traces: "traces", metrics: "metrics" } as const;

/** Looks whether the backend takes this signal, and OTLP in this form. Only what its documentation refuses is reported. */
export function checkBackendForm(reporter: Reporter, place: HeaderPlace, backend: Backend, endpoint: TomlEntry): void {
  const { refuses, label } = backend;
  const { variant, signal } = place;
  if (isLocal(backend)) return;
  if (refuses.signals?.includes(signal)) {
    const taken = (Object.keys(signalNames) as Signal[]).filter((one) => !refuses.signals?.includes(one)).join(" and ");
    const message = `${label} takes ${taken} only: the ${signal} that are sent there are lost.`;
    reporter.report("otel/backend-signal", endpoint.value.range, message, signalFixes(reporter, place, backend));
    return;
  }
  if (refuses.variants?.includes(variant)) {
    const message = `${label} does not take OTLP over ${variant === "otlp-grpc" ? "gRPC" : "HTTP"}: nothing is delivered.`;
    reporter.report(
      "otel/backend-variant",
      endpoint.value.range,
      message,
      overHttp(reporter, place, backend, endpoint),
    );
    return;
  }
  if (variant !== "otlp-http") return;
  const protocol = place.exporter.entries.get("protocol");
  if (protocol && stringOf(protocol.value) === "json" && refuses.json?.includes(signal)) {
    const message = `${label} does not take ${signal} as JSON, only as protobuf.`;
    const fixes = [fix('Write "binary"', replace(protocol.value.range, '"binary"'))];
    reporter.report("otel/backend-variant", protocol.value.range, message, fixes);
  }
  checkPath(reporter, endpoint, backend, signal);
}

/** The exporter of another signal, where that is free and the backend takes it. */
function signalFixes(reporter: Reporter, { path, variant }: HeaderPlace, backend: Backend): readonly Fix[] {
  const otel = tableAt(reporter.document.root, ["otel"]);
  const entry = otel?.entries.get(path[1] ?? "");
  if (!otel || !entry) return [];
  for (const [name, signal] of exporterSignals) {
    if (otel.entries.has(name) || endpointsOf(backend, variant, signal).length === 0) continue;
    return [fix(`Use it as ${name}`, ...entry.keys.map(({ range }) => replace(range, name)))];
  }
  return [];
}

/** The same exporter over HTTP, with the path of its signal. */
function overHttp(reporter: Reporter, place: HeaderPlace, backend: Backend, endpoint: TomlEntry): readonly Fix[] {
  const { path, exporter, signal, variant } = place;
  const parent = tableAt(reporter.document.root, ["otel", path[1] ?? ""]);
  const entry = parent?.entries.get(variant);
  const host = /^(https?:\/\/[^/:?#]+)/i.exec(stringOf(endpoint.value) ?? "")?.[1];
  if (!entry || host === undefined || variant !== "otlp-grpc") return [];
  const written = endpointsOf(backend, "otlp-http", signal).some((known) => known.startsWith(`${host}:443/`))
    ? ":443"
    : "";
  const target = `${host}${written}${backend.basePath}/v1/${signal}`;
  const edits = [
    ...entry.keys.map(({ range }) => replace(range, "otlp-http")),
    replace(endpoint.value.range, quote(target)),
  ];
  if (!exporter.entries.has("protocol"))
    edits.push(addPair(reporter.document, exporter, [...path.slice(0, -1), "otlp-http"], 'protocol = "binary"'));
  return [fix("Use otlp-http instead", ...edits)];
}

/** The base URL of the documentation without the path of the signal, or the path without the base. */
function checkPath(reporter: Reporter, endpoint: TomlEntry, backend: Backend, signal: Signal): void {
  if (backend.basePath === "") return;
  const [, origin, path = ""] = /^(https?:\/\/[^/?#]+)([^?#]*)$/i.exec(stringOf(endpoint.value) ?? "") ?? [];
  const bare = path.replace(/\/+$/, "");
  if (origin === undefined || (bare !== backend.basePath && !/^\/v1\/(?:logs|traces|metrics)$/.test(bare))) return;
  const fixed = `${origin}${backend.basePath}/v1/${signal}`;
  const message = `Codex uses this endpoint exactly as written: ${backend.label} wants the path ${backend.basePath}/v1/${signal}, and answers 404 to others.`;
  const fixes = [fix(`Write ${fixed}`, replace(endpoint.value.range, quote(fixed)))];
  reporter.report("otel/backend-path", endpoint.value.range, message, fixes);
}
