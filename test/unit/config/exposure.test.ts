import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import type { DiagnoseContext } from "../../../core/config/reporter.ts";
import { applyEdits } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const check = (toml: string, context: Partial<DiagnoseContext> = {}) =>
  diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user", ...context });
const codes = (toml: string, context: Partial<DiagnoseContext> = {}) => check(toml, context).map(({ code }) => code);
const exporter = 'exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n';

describe("Metrics", () => {
  test("go to Codex's vendor unless the file says otherwise, and the fix waits to be asked for", () => {
    const [finding] = check(`[otel]\n${exporter}`);
    expect(finding).toMatchObject({ code: "otel/metrics-default", severity: "information" });
    expect(finding?.fixes).toMatchObject([{ preferred: false, title: 'Add metrics_exporter = "none"' }]);
    const fixed = applyEdits(`[otel]\n${exporter}`, finding?.fixes[0]?.edits ?? []);
    expect(fixed).toBe(`[otel]\n${exporter}metrics_exporter = "none"\n`);
  });
  test.each([
    `[otel]\nmetrics_exporter = "none"\n${exporter}`,
    `[otel]\nmetrics_exporter = "statsig"\n${exporter}`,
    '[otel]\nenvironment = "dev"\n',
    'model = "gpt-5.2-codex"\n',
  ])("are nobody's news in %j", (toml) => {
    expect(codes(toml)).toEqual([]);
  });
  test("that another layer settles are settled", () => {
    const document = parseToml('[otel]\nmetrics_exporter = "none"\n');
    const layers = [{ layer: "system", path: "/etc/codex/config.toml", wins: false, document }] as const;
    expect(codes(`[otel]\n${exporter}`, { layers })).toEqual([]);
  });
  test("are not spoken of while Codex does not even start", () => {
    expect(codes('[otel]\nexporter = "otlp-grpc"\n')).toEqual(["otel/exporter-needs-table"]);
  });
});

describe("Who turns prompts off", () => {
  const off = `[otel]\nmetrics_exporter = "none"\nlog_user_prompt = false\n${exporter}`;
  test("hears that tool output is still sent, and can leave it out", () => {
    const [finding] = check(off);
    expect(finding).toMatchObject({ code: "otel/tool-result-logged", severity: "information" });
    expect(codes(applyEdits(off, finding?.fixes[0]?.edits ?? []))).toEqual([]);
  });
  test.each([
    `[otel]\nmetrics_exporter = "none"\nlog_user_prompt = false\nexporter = "none"\n`,
    `${off}tool_result = { max_bytes = 0 }\n`,
    `[otel]\nmetrics_exporter = "none"\n${exporter}`,
  ])("hears nothing of it in %j", (toml) => {
    expect(codes(toml)).toEqual([]);
  });
});

describe("A key in plain text", () => {
  const key = (value: string) =>
    `[otel]\nmetrics_exporter = "none"\n[otel.exporter.otlp-grpc]\nendpoint = "https://otel.example.com:4317"\nheaders = { Authorization = "${value}", x-team = "blue" }\n`;
  test.each(["tracked", "readable"] as const)(
    "in a file that others have (%s) is pointed out, never shown",
    (exposure) => {
      const [finding, ...others] = check(key("Bearer k1234567"), { exposure });
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ code: "otel/credential-exposed", severity: "information" });
      expect(finding?.message).not.toContain("k1234567");
    },
  );
  test.each([
    ["tracked", "whoever has the repository can send events that are marked as verified"],
    ["readable", "Make the file private."],
  ] as const)("that is this machine's sender token says what others could do with it (%s)", (exposure, words) => {
    const token = key("0123456789abcdef").replace("Authorization", "X-Codex-Otel-Sender");
    const [finding, ...others] = check(token, { exposure });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "otel/credential-exposed", severity: "information" });
    expect(finding?.message).toContain(words);
    expect(finding?.message).not.toContain("0123456789abcdef");
    expect(codes(token)).toEqual([]);
  });
  test("in the owner's own file is nobody's concern", () => {
    expect(codes(key("Bearer k1234567"))).toEqual([]);
  });
});
