import { expect, test } from "vitest";
import { diagnose } from "../../core/codex/diagnose.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { startWithCodex } from "./askCodex.ts";
import { generatedConfigs } from "./generatedConfigs.ts";

const ranks = ["fatal", "exporter-off", "warning"] as const;

const configs = generatedConfigs(200).map((toml, index) => [index, toml] as const);

test.concurrent.each(configs)("The real Codex and we agree on generated configuration %i", async (_, toml) => {
  const answer = await startWithCodex(toml);
  const document = parseToml(toml);
  const ours = diagnose(document, { codexVersion: "0.169.0", layer: "user", fileExists: () => false });
  const verdict = ranks.find((rank) => ours.some((one) => one.verdict === rank)) ?? "silent";
  expect(verdict, `${toml}\n${answer.output.slice(0, 400)}`).toBe(answer.verdict);
});
