import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../core/config/check/diagnose.ts";
import type { ConfigLayer } from "../../core/config/configLocations.ts";
import { parseToml } from "../../core/toml/parseToml.ts";
import { codexUnderTest, ensureCodex } from "../programs/codex.ts";
import { inCodexPlace } from "../programs/codexPlace.ts";
import { runCodexWithSystemFiles } from "../programs/systemFiles.ts";
import { type ConfigCase, configCases } from "../unit/toml/configCases.ts";
import { codex } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

/** The kinds of files beside the user's. */
const layers: readonly ConfigLayer[] = ["system", "profile", "project", "managed", "requirements"];
const verdicts = recordedVerdicts<"starts" | "does not start">(import.meta.filename, codex);

const contentOf = (one: ConfigCase) => one.toml ?? Buffer.from(one.toml_base64 ?? "", "base64");

/** Whether the real Codex starts when a file of this kind is so. Rejects where no file system of its own can be made. */
function startWith(layer: ConfigLayer, content: string | Uint8Array): Promise<"starts" | "does not start"> {
  return inCodexPlace(async ({ codexHome, folder }) => {
    await mkdir(join(folder, ".codex"));
    await writeFile(join(codexHome, "config.toml"), `[projects.${JSON.stringify(folder)}]\ntrust_level = "trusted"\n`);
    if (layer === "project") await writeFile(join(folder, ".codex/config.toml"), content);
    if (layer === "profile") await writeFile(join(codexHome, "work.config.toml"), content);
    const names: Partial<Record<ConfigLayer, string>> = {
      system: "config.toml",
      managed: "managed_config.toml",
      requirements: "requirements.toml",
    };
    const name = names[layer];
    const files = name === undefined ? {} : { [name]: content };
    const args = [...(layer === "profile" ? ["--profile", "work"] : []), "debug", "prompt-input"];
    const answer = await runCodexWithSystemFiles(await ensureCodex(), args, { files, codexHome, cwd: folder });
    if (answer === undefined) throw new Error("Codex cannot be given an /etc of its own here: run this on Linux.");
    return answer.exitCode === 0 ? "starts" : "does not start";
  });
}

describe("The real Codex starts with a file of another kind exactly when we say so", () => {
  describe.each(layers)("%s", (layer) => {
    test.concurrent.each(configCases.map((one) => [one.id, one] as const))("%s", async (_, one) => {
      const { toml } = one;
      const input = { layer, content: toml ?? one.toml_base64 };
      const verdict = await verdicts.of(input, () => startWith(layer, contentOf(one)));
      if (toml === undefined) return;
      const ours = diagnose(parseToml(toml), { codexVersion: codexUnderTest, layer, fileExists: () => false });
      expect(ours.some((found) => found.verdict === "fatal") ? "does not start" : "starts").toBe(verdict);
    });
  });
});
