import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { collectorConfig } from "../../core/policy/export/otelcol/collectorConfig.ts";
import { sigmaRules } from "../../core/policy/export/sigma/sigmaRules.ts";
import { loadYaml } from "../programs/sigmaJudge.ts";
import { foreignPolicy, shapeOf, yamlBreakers } from "../unit/policy/export/foreignPolicy.ts";
import { collector, collectorProgram, sigma, sigmaPackages } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const asCollector = recordedVerdicts<"as expected">(import.meta.filename, collector);
const asYaml = recordedVerdicts<"as expected">(import.meta.filename, sigma);
/** The Collector wants an endpoint, and UTF-8. */
const texts = yamlBreakers.map((text) => `harmless${text}`.replace(/\p{Cs}/gu, "\ufffd"));

describe("PyYAML, given an export of a hostile policy,", () => {
  test.each([
    ["otelcol", collectorConfig],
    ["sigma", sigmaRules],
  ] as const)("finds the keys of a harmless one: %s", async (_, engine) => {
    const all = ["harmless", ...texts];
    const exported = all.map((text) => engine(foreignPolicy(text)).text);
    await asYaml.of({ all, exported }, async () => {
      const files = await loadYaml(await sigmaPackages(), exported);
      const [wanted, ...shapes] = all.map((text, i) => shapeOf(files[i], text));
      expect(shapes).toEqual(texts.map(() => wanted));
      return "as expected";
    });
  });
});

describe("The real Collector, given the export of a hostile policy,", () => {
  test("finds the keys of a harmless one, and each path as the policy has it", async () => {
    const exportOf = (text: string) => collectorConfig(foreignPolicy(text)).text;
    await asCollector.of({ texts, exported: ["harmless", ...texts].map(exportOf) }, async () => {
      const program = await collectorProgram();
      const folder = await mkdtemp(join(tmpdir(), "codex-otel-hostile-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const file = join(folder, "config.yaml");
      const read = async (text: string) => {
        await writeFile(file, exportOf(text));
        const options = ["print-config", "--format=json", "--mode=unredacted", "--validate=false", "--config", file];
        const environment = { PATH: process.env.PATH, NAME: "value", HOME: folder };
        const { stdout } = await promisify(execFile)(program, options, { env: environment });
        return JSON.parse(stdout);
      };
      const wanted = shapeOf(await read("harmless"), "harmless");
      for (const text of texts) {
        const found = await read(text);
        expect(shapeOf(found, text), JSON.stringify(text)).toEqual(wanted);
        const [settings] = Object.values(found.exporters) as { tls: { ca_file: string } }[];
        expect(settings?.tls.ca_file).toBe(text);
      }
      return "as expected";
    });
  });
});
