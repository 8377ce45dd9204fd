import { expect, test } from "vitest";
import { disagreements, sentToReceiver } from "./agreement.ts";
import { generatedConfigs } from "./generatedConfigs.ts";
import { recordedCodex } from "./recorded/codexWitness.ts";

/** Another seed may be tried with CODEX_OTEL_SEED, and another number of files with CODEX_OTEL_CONFIGS. */
const { CODEX_OTEL_SEED: seed, CODEX_OTEL_CONFIGS: count } = process.env;
const configs = generatedConfigs(Number(count ?? 600), seed === undefined ? undefined : Number(seed));
const codex = recordedCodex(import.meta.filename);

test.concurrent.each(configs.map((toml, index) => [index, toml] as const))(
  "The real Codex and we agree on generated configuration %i",
  async (_, toml) => {
    expect(await disagreements(sentToReceiver(toml), codex), toml).toEqual([]);
  },
);
