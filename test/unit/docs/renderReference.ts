import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { describeOption, typeWords } from "../../../core/config/language/describeOption.ts";
import { type Option, otelOptions } from "../../../core/config/options.ts";

const introduction = `# What Codex reads in [otel]

Observed up to Codex ${newestKnownCodexVersion}. Diagnostics, completion and hover come from the same table.

This page is made from it: \`npx vitest run --project unit test/unit/docs -u\`.
`;

/** The text of docs/reference.md. */
export function renderReference(): string {
  return [introduction, ...otelOptions.map((option) => renderOption(option, ["otel"]))].join("\n");
}

function renderOption(option: Option, path: readonly string[]): string {
  const own = [...path, option.name];
  const heading = `${"#".repeat(Math.min(own.length, 4))} ${own.join(".")}`;
  const section = `${heading}\n\nType: ${typeWords(option.type)}.\n\n${describeOption(option)}\n`;
  return [section, ...inner(option).map((child) => renderOption(child, own))].join("\n");
}

/** The variants are the same for all exporters: they are shown for that of the logs. */
function inner({ name, type }: Option): readonly Option[] {
  if (type.kind === "table") return type.options;
  return type.kind === "exporter" && name === "exporter" ? type.variants : [];
}
