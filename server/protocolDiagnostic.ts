import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as ProtocolDiagnostic } from "vscode-languageserver/node";
import { documentationLink } from "../core/config/diagnosticCodes.ts";
import type { Diagnostic, Severity } from "../core/diagnostics/diagnostic.ts";
import { type DiagnosticData, toProtocolFixes } from "./diagnosticData.ts";
import type { OpenDocument } from "./documents/openDocument.ts";

/** Who says so: for its configuration Codex, for a policy this product. */
export function sourceOf({ code }: Diagnostic): string {
  return code.startsWith("policy/") ? "Codex OTel" : "Codex";
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What Codex does not look at may be shown faded. */
const unnecessary: ReadonlySet<string> = new Set([
  "otel/unknown-option",
  "otel/unknown-field",
  "otel/option-misplaced",
  "otel/option-too-new",
  "otel/endpoint-path-unused",
]);

/** A finding as the protocol says it, with its fixes in `data`. */
export function toProtocolDiagnostic(diagnostic: Diagnostic, { toml, version }: OpenDocument): ProtocolDiagnostic {
  const { code, severity, range, message } = diagnostic;
  const data: DiagnosticData = { version, fixes: toProtocolFixes(diagnostic, toml.lines) };
  return {
    range: toml.lines.rangeAt(range),
    severity: severities[severity],
    code,
    codeDescription: { href: documentationLink(code) },
    source: sourceOf(diagnostic),
    message,
    ...(unnecessary.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    data,
  };
}
