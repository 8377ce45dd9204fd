import type { Severity, Verdict } from "../diagnostics/diagnostic.ts";

interface CodeDescription {
  readonly severity: Severity;
  readonly verdict: Verdict;
  /** Heading of its section in `docs/diagnostics.md`. */
  readonly title: string;
}

const fatal = (title: string): CodeDescription => ({ severity: "error", verdict: "fatal", title });
const off = (title: string): CodeDescription => ({ severity: "error", verdict: "exporter-off", title });
const ignored = (title: string): CodeDescription => ({ severity: "warning", verdict: "warning", title });
const dropped = (title: string): CodeDescription => ({ severity: "warning", verdict: "dropped", title });
const refused = (title: string): CodeDescription => ({ severity: "warning", verdict: "ok", title });
const information = (title: string): CodeDescription => ({ severity: "information", verdict: "ok", title });
const hint = (title: string): CodeDescription => ({ severity: "hint", verdict: "ok", title });

/** Every diagnostic. Codes are stable: they are never renamed and never reused. */
export const diagnosticCodes = {
  "toml/syntax": fatal("Syntax that Codex cannot read"),
  "toml/duplicate-key": fatal("A key or table defined twice"),
  "toml/not-utf8": fatal("A file that is not UTF-8"),
  "toml/version-unsupported": fatal("Syntax of TOML 1.1 for a Codex that does not read it"),
  "otel/wrong-type": fatal("A value of the wrong type"),
  "otel/number-out-of-range": fatal("A number out of range"),
  "otel/exporter-needs-table": fatal("An exporter that needs a table"),
  "otel/exporter-unknown": fatal("An exporter that Codex does not know"),
  "otel/exporter-not-one": fatal("No exporter, or more than one, for a signal"),
  "otel/endpoint-missing": fatal("An exporter without endpoint"),
  "otel/protocol-missing": fatal("otlp-http without protocol"),
  "otel/protocol-unknown": fatal("A protocol that Codex does not know"),
  "otel/headers-not-table": fatal("Headers that are not a table"),
  "otel/headers-missing": fatal("An exporter without headers for a Codex that wants them"),
  "otel/header-value-not-string": fatal("A header value that is not a string"),
  "otel/place-blamed": fatal("A place that Codex names though the mistake stands elsewhere"),
  "otel/requirements-unknown": fatal("A key that this Codex does not know, in requirements.toml"),
  "otel/layer-conflict": fatal("Exporters of two files that Codex cannot join"),
  "otel/endpoint-invalid": off("An endpoint that is no URL"),
  "otel/endpoint-ipv6": off("An IPv6 address with otlp-grpc"),
  "otel/tls-pair-incomplete": off("A client certificate without its key"),
  "otel/tls-file-missing": off("A TLS file that does not exist"),
  "otel/tls-file-not-pem": off("A TLS file that holds something else"),
  "otel/headers-helper-empty": off("A headers helper without a command"),
  "otel/unknown-option": ignored("A key that Codex ignores"),
  "otel/option-too-new": ignored("A key that this version of Codex does not know yet"),
  "otel/option-misplaced": ignored("A telemetry key outside of [otel]"),
  "otel/layer-overridden": ignored("A value that another file overrides"),
  "otel/project-layer": ignored("[otel] in a project's configuration"),
  "otel/span-attribute-empty": ignored("A span attribute without name"),
  "otel/tracestate-invalid": ignored("A tracestate that Codex ignores"),
  "otel/unknown-field": dropped("A key of an exporter that Codex ignores"),
  "otel/header-name-invalid": dropped("A header name that cannot be sent"),
  "otel/header-value-invalid": dropped("A header value that cannot be sent"),
  "otel/header-duplicate": dropped("Header names that differ in case only"),
  "otel/header-reserved": dropped("A header that Codex or gRPC sets itself"),
  "otel/endpoint-scheme-missing": dropped("An endpoint without http or https"),
  "otel/endpoint-port-invalid": dropped("An endpoint whose port is no number"),
  "otel/headers-helper-unused": dropped("A headers helper that no exporter asks"),
  "otel/tls-needs-https": dropped("A client certificate for an endpoint without https"),
  "otel/header-placeholder": refused("A placeholder in a header"),
  "otel/header-not-expanded": refused("A variable that is sent as it is written"),
  "otel/header-content-type": refused("A content type that replaces the right one"),
  "otel/endpoint-empty": refused("An empty endpoint"),
  "otel/endpoint-port-ignored": refused("A port beyond 65535 with otlp-grpc"),
  "otel/endpoint-path": refused("An endpoint without the path of its signal"),
  "otel/endpoint-signal": refused("An endpoint for another signal"),
  "otel/header-value-malformed": refused("A key with something else around it"),
  "otel/backend-header-missing": refused("A header that the backend needs"),
  "otel/backend-scheme": refused("A key with another scheme than the backend wants"),
  "otel/backend-signal": refused("A signal that the backend does not take"),
  "otel/backend-variant": refused("A form of OTLP that the backend does not take"),
  "otel/backend-path": refused("An endpoint without the base path of the backend"),
  "otel/backend-header-absent": information("A backend's header that this file does not have"),
  "otel/backend-scheme-case": hint("A scheme in another case than the backend's documentation has it"),
  "otel/endpoint-port-other": information("The usual port of the other kind of exporter"),
  "otel/endpoint-path-unused": information("A path that gRPC does not use"),
  "otel/tls-unused": information("TLS files for an endpoint without https"),
  "otel/endpoint-plaintext": information("A key that is sent without encryption"),
  "otel/credential-exposed": information("A key in a file that others can read"),
  "otel/layer-unread": information("A file that is not read with this one here"),
  "otel/log-user-prompt": information("Prompts are logged"),
  "otel/tool-result-logged": information("Tool output is logged although prompts are not"),
  "otel/metrics-default": information("Metrics that go to the vendor of Codex"),
  "toml/version": information("Syntax of TOML 1.1"),
} as const satisfies Readonly<Record<string, CodeDescription>>;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** The page that explains each code. */
export const documentationUrl = "https://github.com/codex-otel/codex-otel/blob/main/docs/diagnostics.md";

/** Where a code is explained. */
export function documentationLink(code: string): string {
  return `${documentationUrl}#${code.replace("/", "")}`;
}
