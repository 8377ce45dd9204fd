import { expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyEdits } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

test("a variant that is renamed on lines of their own is not renamed on the one that goes", () => {
  const text =
    'otel.exporter.otlp-http.endpoint = "https://otlp.example.com:4317"\notel.exporter.otlp-http.protocol = "grpc"\n';
  const found = diagnose(parseToml(text), { codexVersion: newestKnownCodexVersion, layer: "user" });
  const fixes = found.flatMap((one) => (one.code === "otel/protocol-unknown" ? one.fixes : []));
  expect(fixes.map(({ edits }) => applyEdits(text, edits))).toEqual([
    'otel.exporter.otlp-grpc.endpoint = "https://otlp.example.com:4317"\n',
  ]);
  const [renaming, removal, ...others] = fixes[0]?.edits ?? [];
  expect(others).toEqual([]);
  expect(renaming?.range.end).toBeLessThanOrEqual(removal?.range.start ?? 0);
});
