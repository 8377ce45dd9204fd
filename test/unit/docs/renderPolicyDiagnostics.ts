import { applyEdits } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../../core/diagnostics/diagnostic.ts";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import {
  type PolicyDiagnosticCode,
  policyDiagnosticCodes,
} from "../../../core/policy/language/check/policyDiagnosticCodes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { policyExamples } from "./policyExamples.ts";

const introduction = `# Diagnostics of a policy

The same for \`otel-policy.toml\`, and for any \`NAME.otel-policy.toml\` ([what a policy is](policy.md), [its
keys](policy-reference.md)). With an error the policy is not used at all: half a policy could let through what the other
half would have held back. The one exception is a sample that contradicts its detection.
`;

export const policyCodes = Object.keys(policyDiagnosticCodes) as PolicyDiagnosticCode[];

/** The part of docs/diagnostics.md about policies. */
export function renderPolicyDiagnostics(): string {
  return [introduction, ...policyCodes.map(renderCode)].join("\n");
}

function renderCode(code: PolicyDiagnosticCode): string {
  const { title, severity } = policyDiagnosticCodes[code];
  const head = `## ${code}\n\n${title}. Severity: ${severity}.\n`;
  const found = policyExampleOf(code);
  if (found === undefined) return head;
  const { toml, diagnostic } = found;
  const fixed = diagnostic.fixes.find(({ preferred }) => preferred);
  const fixedText = fixed ? `\n${fixed.title}:\n\n${toCode(applyEdits(toml, fixed.edits))}` : "";
  return `${head}\n${toCode(toml)}\n> ${diagnostic.message}\n${fixedText}`;
}

/** The longest example that is shown whole, and how many lines of a longer one are shown above and below the gap. */
const mostLines = 50;
const shownLines = 8;

function toCode(toml: string): string {
  const lines = toml.trimEnd().split("\n");
  const left = lines.length - 2 * shownLines;
  if (lines.length > mostLines) lines.splice(shownLines, left, `# … and ${left} lines like these …`);
  return `\`\`\`toml\n${lines.join("\n")}\n\`\`\`\n`;
}

/** The example of a code with the diagnostic that it gets. */
export function policyExampleOf(
  code: PolicyDiagnosticCode,
): { readonly toml: string; readonly diagnostic: Diagnostic; readonly others: readonly Diagnostic[] } | undefined {
  if (code === "policy/not-utf8") return undefined;
  const toml = policyExamples[code];
  const all = diagnosePolicy(parseToml(toml));
  const diagnostic = all.find((one) => one.code === code);
  return diagnostic && { toml, diagnostic, others: all.filter((one) => one !== diagnostic) };
}
