import { describe, expect, test } from "vitest";
import { diagnose } from "../../core/codex/diagnose.ts";
import type { Diagnostic, Verdict } from "../../core/codex/diagnostic.ts";
import { applyPreferredFixes } from "../../core/codex/fixes/applyFixes.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { configCases } from "../unit/toml/configCases.ts";
import { loadWithCodex, startWithCodex } from "./askCodex.ts";

const check = (toml: string): readonly Diagnostic[] =>
  diagnose(parseToml(toml), { codexVersion: "0.169.0", layer: "user", fileExists: () => false });

const ranks: readonly Verdict[] = ["fatal", "exporter-off", "warning"];

const cases = configCases.map((one) => {
  const content = one.toml ?? Buffer.from(one.toml_base64 ?? "", "base64");
  return [one.id, one, content] as const;
});

describe("The real Codex says what the shared case says, and so do we", () => {
  test.concurrent.each(cases)("%s", async (_, { toml, codex }, content) => {
    const answer = await startWithCodex(content);
    const quiet = codex.verdict === "dropped" || codex.verdict === "ok";
    expect(answer.verdict, answer.output.slice(0, 500)).toBe(quiet ? "silent" : codex.verdict);
    if (toml === undefined) return;
    const ours = check(toml);
    expect(ranks.find((rank) => ours.some(({ verdict }) => verdict === rank)) ?? "silent").toBe(answer.verdict);
    if (answer.line === undefined) return;
    const { lines } = parseToml(toml);
    const covered = ours.filter(({ verdict }) => verdict === "fatal").map(({ range }) => lines.rangeAt(range));
    const line = answer.line - 1;
    expect(covered.some(({ start, end }) => start.line <= line && line <= end.line)).toBe(true);
  });
});

describe("The real Codex accepts what our preferred fixes make of a fatal case", () => {
  const fatal = configCases.filter(({ toml = "", codex }) => {
    return codex.verdict === "fatal" && check(toml).some(({ fixes }) => fixes.length > 0);
  });
  test.concurrent.each(fatal.map((one) => [one.id, one] as const))("%s", async (_, { toml = "" }) => {
    const mended = applyPreferredFixes(toml, check);
    const answer = await loadWithCodex(mended);
    expect(answer.verdict, `${mended}\n${answer.output.slice(0, 500)}`).toBe("silent");
  });
});
