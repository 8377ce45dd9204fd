import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { type DiagnosticCode, diagnosticCodes } from "../../../core/config/diagnosticCodes.ts";
import { applyEdits } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../../core/diagnostics/diagnostic.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { type DiagnosticExample, examplesFor } from "./diagnosticExamples.ts";
import { renderPolicyDiagnostics } from "./renderPolicyDiagnostics.ts";

const consequences = {
  fatal: "Codex does not start.",
  "exporter-off": "Codex starts but builds no exporter: nothing is sent, whatever the signal.",
  warning: "Codex starts, says so once, and goes on without it.",
  dropped: "Codex starts and drops it without a word.",
  ok: "Codex takes it as it is.",
} as const;

const introduction = `# Diagnostics

What the language server and \`codex-otel check\` say about the \`[otel]\` block of Codex's \`config.toml\`. Verdicts are
those of Codex ${newestKnownCodexVersion}; a test asks the real program about each example. Where a diagnostic has a fix, it is one
keystroke away (\`Ctrl+.\`), and \`codex-otel check --fix\` makes it too, unless something that was written would be lost by
it: that is for a person to choose.

Of one code the first 100 places of a file are shown, and of all codes together about 1000; the last one that is shown of a
code says how many more there are. The exit code goes by all of them. \`--fix\` fixes up to 2000 places of
each code at once, and of a file of more than half a megabyte no more: run it again for those that are left.

This page is made from the table of codes and from examples: \`npx vitest run --project unit test/unit/docs -u\`.
`;

/** The text of docs/diagnostics.md. */
export function renderDiagnostics(): string {
  const codes = Object.keys(diagnosticCodes) as DiagnosticCode[];
  return [introduction, ...codes.map(renderCode), renderPolicyDiagnostics()].join("\n");
}

function renderCode(code: DiagnosticCode): string {
  const { title, severity, verdict } = diagnosticCodes[code];
  const head = `## ${code}\n\n${title}. Severity: ${severity}. ${consequences[verdict]}\n`;
  const found = exampleOf(code);
  if (!found) return head;
  const { toml, diagnostic, other } = found;
  const fixed = diagnostic.fixes.find(({ preferred }) => preferred);
  const fixedText = fixed ? `\n${fixed.title}:\n\n${toCode(applyEdits(toml, fixed.edits))}` : "";
  const beside = other ? `\nTogether with \`${other.path}\`:\n\n${toCode(other.toml)}` : "";
  return `${head}\n${toCode(toml)}${beside}\n> ${diagnostic.message}\n${fixedText}`;
}

const toCode = (toml: string) => `\`\`\`toml\n${toml.trimEnd()}\n\`\`\`\n`;

/** The shortest example that gets the code, one with nothing else to complain about if there is one. */
export function exampleOf(code: DiagnosticCode): (DiagnosticExample & { diagnostic: Diagnostic }) | undefined {
  const found = examplesFor(code).flatMap((example) => {
    const { toml, other } = example;
    const all = diagnose(parseToml(toml), {
      codexVersion: newestKnownCodexVersion,
      fileExists: () => false,
      layers: other ? [{ layer: "user", path: other.path, wins: true, document: parseToml(other.toml) }] : [],
      ...example,
    });
    const diagnostic = all.find((one) => one.code === code);
    return diagnostic ? [{ ...example, diagnostic, count: all.length }] : [];
  });
  return found.find(({ count }) => count === 1) ?? found[0];
}
