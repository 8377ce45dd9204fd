import { describe, expect, test } from "vitest";
import { diagnose } from "../../core/config/check/diagnose.ts";
import { applyPreferredFixes } from "../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { codexUnderTest } from "../programs/codex.ts";
import { after, before, headerForms } from "../unit/config/headerForms.ts";
import { recordedCodex } from "./recorded/codexWitness.ts";

const codex = recordedCodex(import.meta.filename);
const check = (toml: string) => diagnose(parseToml(toml), { codexVersion: codexUnderTest, layer: "user" });

// A unit test shows that both line ends are fixed in the same way, so that Codex sees each form once.
const cases = headerForms.map(({ name, layout, toml }, index) => {
  const lineEnd = index % 2 === 0 ? "\n" : "\r\n";
  const text = (before + toml + after).replaceAll("\n", lineEnd);
  return [name, layout, index % 2 === 0 ? "LF" : "CRLF", text] as const;
});

describe("The real Codex starts with the headers as we fix them", () => {
  test.concurrent.each(cases)("%s, %s, %s", async (_name, _layout, _lineEnd, text) => {
    const fixed = applyPreferredFixes(text, check);
    const answer = await codex.load(fixed);
    expect(answer.verdict, `${fixed}\n${answer.output.slice(0, 500)}`).toBe("silent");
  });
});
