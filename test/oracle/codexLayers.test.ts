import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../core/config/check/diagnose.ts";
import type { ConfigLayer } from "../../core/config/configLocations.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { codexUnderTest, ensureCodex } from "../programs/codex.ts";
import { hasPrivateFileSystems, runCodexWithSystemFiles } from "../programs/systemFiles.ts";
import { type ConfigCase, configCases } from "../unit/toml/configCases.ts";

/** The kinds of files beside the user's, and every how many cases are tried: CODEX_OTEL_EVERY_LAYER tries all. */
const layers: readonly ConfigLayer[] = ["system", "profile", "project", "managed", "requirements"];
const each = process.env.CODEX_OTEL_EVERY_LAYER === undefined ? 12 : 1;

const contentOf = (one: ConfigCase) => one.toml ?? Buffer.from(one.toml_base64 ?? "", "base64");

/** Whether the real Codex starts when a file of this kind is so. */
async function startsWith(
  layer: ConfigLayer,
  content: string | Uint8Array,
): Promise<{ starts: boolean; said: string }> {
  const caches = join(homedir(), ".cache", "codex-follow");
  await mkdir(caches, { recursive: true });
  const place = await mkdtemp(join(caches, "layer-"));
  const [codexHome, cwd] = [join(place, "home"), join(place, "project")];
  try {
    await Promise.all([mkdir(codexHome), mkdir(join(cwd, ".codex"), { recursive: true })]);
    await writeFile(join(codexHome, "config.toml"), `[projects.${JSON.stringify(cwd)}]\ntrust_level = "trusted"\n`);
    if (layer === "project") await writeFile(join(cwd, ".codex/config.toml"), content);
    if (layer === "profile") await writeFile(join(codexHome, "work.config.toml"), content);
    const names: Partial<Record<ConfigLayer, string>> = {
      system: "config.toml",
      managed: "managed_config.toml",
      requirements: "requirements.toml",
    };
    const name = names[layer];
    const files = name === undefined ? {} : { [name]: content };
    const args = [...(layer === "profile" ? ["--profile", "work"] : []), "debug", "prompt-input"];
    const answer = await runCodexWithSystemFiles(await ensureCodex(), args, { files, codexHome, cwd });
    return { starts: answer?.exitCode === 0, said: answer?.stderr ?? "" };
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

describe.runIf(hasPrivateFileSystems())(
  "The real Codex starts with a file of another kind exactly when we say so",
  () => {
    describe.each(layers)("%s", (layer) => {
      const cases = configCases.filter((_, index) => index % each === 0).map((one) => [one.id, one] as const);
      test.concurrent.each(cases)("%s", async (_, one) => {
        const { starts, said } = await startsWith(layer, contentOf(one));
        if (one.toml === undefined) return;
        const ours = diagnose(parseToml(one.toml), { codexVersion: codexUnderTest, layer, fileExists: () => false });
        expect(
          ours.every(({ verdict }) => verdict !== "fatal"),
          said.slice(-500),
        ).toBe(starts);
      });
    });
  },
);
