import { diagnosticCodes, documentationLink, documentationUrl } from "../../core/config/diagnosticCodes.ts";
import { type Severity, severities } from "../../core/diagnostics/diagnostic.ts";
import type { ShownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import { policyDiagnosticCodes } from "../../core/policy/language/check/policyDiagnosticCodes.ts";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { forSarif } from "../../core/text/forSarif.ts";
import type { LineIndex } from "../../core/text/lineIndex.ts";
import { printableJson } from "../../core/text/printableJson.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";

export interface CheckedFile extends ShownDiagnostics {
  readonly file: string;
  readonly lines: LineIndex;
}

/** For people: `FILE:LINE:COLUMN severity message [code]`, one-based, and what can be fixed. */
export function formatPretty(files: readonly CheckedFile[]): string {
  const rows = files.flatMap(({ file, lines, diagnostics }) =>
    diagnostics.map(({ range, severity, message, code, fixes }) => {
      const { line, character } = lines.positionAt(range.start);
      const preferred = fixes.find((fix) => fix.preferred);
      const fix = preferred ? `\n    fix: ${escapeControlCharacters(preferred.title)}` : "";
      const place = `${file}:${line + 1}:${character + 1}`;
      return withoutWorkflowCommands(
        `${escapeControlCharacters(`${place}  ${severity}  ${message}  [${code}]`)}${fix}\n`,
      );
    }),
  );
  const counts = severities
    .map((severity) => [severity, countOf(files, severity)] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count > 1 && severity !== "information" ? "s" : ""}`);
  const left = files.reduce((sum, file) => sum + file.left, 0);
  const more = left > 0 ? `; ${left} more are not listed` : "";
  const summary = counts.length > 0 ? counts.join(", ") + more : "no findings";
  return `${rows.join("")}${files.length} file${files.length === 1 ? "" : "s"} checked: ${summary}\n`;
}

function countOf(files: readonly CheckedFile[], severity: Severity): number {
  return files.flatMap(({ diagnostics }) => diagnostics).filter((diagnostic) => diagnostic.severity === severity)
    .length;
}

/** For programs: positions as in LSP, zero-based and in UTF-16 units. */
export function formatJson(files: readonly CheckedFile[]): string {
  const all = files.flatMap(({ file, lines, diagnostics }) =>
    diagnostics.map(({ range, severity, code, message, fixes }) => ({
      file,
      range: lines.rangeAt(range),
      severity,
      code,
      message,
      fixes: fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map((edit) => ({ range: lines.rangeAt(edit.range), newText: edit.newText })),
      })),
    })),
  );
  return `${printableJson(all, 2)}\n`;
}

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/** For code scanning: SARIF 2.1.0, one-based. */
export function formatSarif(files: readonly CheckedFile[]): string {
  const results = files.flatMap(({ file, lines, diagnostics }) =>
    diagnostics.map(({ range, severity, code, message }) => {
      const { start, end } = lines.rangeAt(range);
      return {
        ruleId: code,
        level: levels[severity],
        message: { text: forSarif(message) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriReference(file) },
              region: {
                startLine: start.line + 1,
                startColumn: start.character + 1,
                endLine: end.line + 1,
                endColumn: end.character + 1,
              },
            },
          },
        ],
      };
    }),
  );
  const rules = Object.entries({ ...diagnosticCodes, ...policyDiagnosticCodes }).map(([id, { title }]) => ({
    id,
    shortDescription: { text: title },
    helpUri: documentationLink(id),
  }));
  const driver = { name: "codex-otel", informationUri: documentationUrl, rules };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${printableJson({ $schema: schema, version: "2.1.0", runs: [{ tool: { driver }, results }] }, 2)}\n`;
}

/**
 * The name of a file as a URI reference, which may hold letters of ASCII alone. A colon stays where it follows the letter of a
 * disk; elsewhere it would make an address of the name, such as `javascript:…`.
 */
const uriReference = (file: string): string =>
  file
    .replaceAll("\\", "/")
    .replace(/\p{Cs}/gu, "�")
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replace(/^([A-Za-z])%3A(?=\/)/, "$1:");
