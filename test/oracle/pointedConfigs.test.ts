import { describe, expect, test } from "vitest";
import { planExporterEdit } from "../../core/config/edit/exporterEdit.ts";
import { type ExporterSetting, exporterFor } from "../../core/config/edit/exporterSetting.ts";
import { applyEdits } from "../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { startLocalReceiver } from "../programs/localReceiver.ts";
import { exporterShapes } from "../unit/config/edit/exporterShapes.ts";
import { startWithCodex } from "./askCodex.ts";
import { recordedCodex } from "./recorded/codexWitness.ts";

const codex = recordedCodex(import.meta.filename);

function pointed(before: string, exporter: ExporterSetting): string {
  const plan = planExporterEdit(parseToml(before), exporter);
  if (plan.kind !== "insert" && plan.kind !== "replace") throw new Error(plan.kind);
  return applyEdits(before, plan.edits);
}

const exporters = (port: number): readonly ExporterSetting[] => {
  const addresses = { grpc: `127.0.0.1:${port}`, http: `127.0.0.1:${port}` };
  return [
    exporterFor("otlp-grpc", addresses),
    exporterFor("otlp-http", addresses),
    exporterFor("otlp-http", addresses, undefined, "json"),
  ];
};

/** In turn with either line end, and with and without a byte order mark. */
const files = exporterShapes.map(([name, text], index) => {
  const lines = index % 2 === 0 ? text : text.replaceAll("\n", "\r\n");
  return [name, index, index % 3 === 0 ? `\ufeff${lines}` : lines] as const;
});

describe("The real Codex starts with a file that was pointed to the listener, whatever it had before", () => {
  test.concurrent.each(files)("%s", async (_, index, before) => {
    const [exporter] = exporters(4317).slice(index % 3);
    if (exporter === undefined) throw new Error("there is one for each");
    const text = pointed(before, exporter);
    const answer = await codex.load(text);
    expect(answer.verdict, `${text}\n${answer.output.slice(0, 500)}`).toBe("silent");
  });
});

describe("The real Codex sends to the listener that a file was pointed to", () => {
  const kept = ["an empty inline [otel]", "a sub-table, as Codex itself writes it", "dotted keys that are scattered"];
  const cases = exporterShapes
    .filter(([name]) => kept.includes(name))
    .flatMap(([name, text]) => exporters(0).map((_, which) => [name, which, text] as const));
  test.each(cases)("%s, exporter %i", async (_, which, before) => {
    const receiver = await startLocalReceiver();
    try {
      const exporter = exporters(receiver.port)[which];
      if (exporter === undefined) throw new Error("there is one for each");
      const answer = await startWithCodex(pointed(before, exporter));
      expect(answer.verdict, answer.output.slice(0, 500)).toBe("silent");
      expect(receiver.exports.map(({ path }) => path)).toContain(
        which === 0 ? "/opentelemetry.proto.collector.logs.v1.LogsService/Export" : "/v1/logs",
      );
    } finally {
      await receiver.close();
    }
  });
});
