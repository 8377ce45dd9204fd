import { describe, expect, test } from "vitest";
import { applyPreferredFixes } from "../../core/diagnostics/applyFixes.ts";
import { configCases } from "../unit/toml/configCases.ts";
import { check, disagreements, sentToReceiver } from "./agreement.ts";
import { generatedConfigs } from "./generatedConfigs.ts";
import { type CodexWitness, realCodex, recordedCodex } from "./recorded/codexWitness.ts";

const cases = configCases.map((one) => {
  const content = one.toml ?? Buffer.from(one.toml_base64 ?? "", "base64");
  return [one.id, one, content] as const;
});

describe("The real Codex says what the shared case says, and so do we", () => {
  test.concurrent.each(cases)("%s", async (_, { toml, codex }, content) => {
    // it is started once, for both
    const start = await realCodex.start(typeof content === "string" ? sentToReceiver(content) : content);
    const started: CodexWitness = { ...realCodex, start: async () => start };
    const { answer } = start;
    const quiet = codex.verdict === "dropped" || codex.verdict === "ok";
    expect(answer.verdict, answer.output.slice(0, 500)).toBe(quiet ? "silent" : codex.verdict);
    if (toml === undefined) return;
    expect(await disagreements(sentToReceiver(toml), started)).toEqual([]);
    if (quiet) expect(check(toml).some(({ verdict }) => verdict === "dropped")).toBe(codex.verdict === "dropped");
  });
});

const recorded = recordedCodex(import.meta.filename);

/** What was fixed, or undefined where nothing fatal or dropped has a fix. */
function fixAll(toml: string): string | undefined {
  const wanted = check(toml).filter(({ verdict }) => verdict === "fatal" || verdict === "dropped");
  if (!wanted.some(({ fixes }) => fixes.some(({ preferred }) => preferred))) return undefined;
  return applyPreferredFixes(toml, check);
}

describe("The real Codex accepts what our preferred fixes make of a fatal or dropped case", () => {
  const fixed = cases.flatMap(([id, { toml = "" }]) => {
    const text = fixAll(toml);
    // A second mistake in the file may be one that only a person can fix.
    const whole = text !== undefined && check(text).every(({ verdict }) => verdict !== "fatal");
    return whole ? [[id, text] as const] : [];
  });
  test.concurrent.each(fixed)("%s", async (_, toml) => {
    const answer = await recorded.load(toml);
    expect(answer.verdict, `${toml}\n${answer.output.slice(0, 500)}`).toBe("silent");
  });
});

describe("The real Codex accepts what our preferred fixes make of a generated file", () => {
  const fixed = generatedConfigs(400).flatMap((toml, index) => {
    const text = fixAll(toml);
    const whole = text !== undefined && check(text).every(({ verdict }) => verdict !== "fatal");
    return whole ? [[index, text] as const] : [];
  });
  test("which are at least a hundred", () => {
    expect(fixed.length).toBeGreaterThanOrEqual(100);
  });
  test.concurrent.each(fixed)("%i", async (_, toml) => {
    const answer = await recorded.load(toml);
    expect(answer.verdict, `${toml}\n${answer.output.slice(0, 500)}`).toBe("silent");
  });
});
