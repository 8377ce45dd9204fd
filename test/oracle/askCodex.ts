import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { otelOptions } from "../../core/config/options.ts";
import type { Verdict } from "../../core/diagnostics/diagnostic.ts";
import { ensureCodex } from "../programs/codex.ts";
import { runCodex } from "../programs/codexSession.ts";
import { startScriptedModel } from "../programs/scriptedModel.ts";

/** What the real Codex says of a configuration. `silent`: it starts and says nothing, though it may drop something. */
export interface CodexAnswer {
  readonly verdict: Exclude<Verdict, "dropped" | "ok"> | "silent";
  /** One-based line that Codex names for a fatal mistake. */
  readonly line: number | undefined;
  readonly output: string;
}

/** Overrides that name a scripted model as provider, so that `codex exec` ends at once and sends what it has. */
function scriptedOverrides(baseUrl: string): readonly string[] {
  const provider = `{name="scripted",base_url="${baseUrl}",wire_api="responses",request_max_retries=0,stream_max_retries=0}`;
  return ['model_provider="scripted"', `model_providers.scripted=${provider}`].flatMap((one) => ["-c", one]);
}

/** Keys of `[otel]` that stand at the top of the file. Codex names every key it does not know; only these concern us. */
const misplaced = new RegExp(`\`(?:${otelOptions.map(({ name }) => name).join("|")})(?:\\.[^\`]*)?\` is ignored`);

async function withHome<T>(config: string | Uint8Array, use: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "codex-oracle-"));
  try {
    await writeFile(join(home, "config.toml"), config);
    return await use(home);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Whether the real Codex reads the configuration; it only loads it and exits. */
export async function loadWithCodex(config: string | Uint8Array): Promise<CodexAnswer> {
  const codex = await ensureCodex();
  return withHome(config, async (home) => {
    const { exitCode, stderr } = await runCodex(codex, ["debug", "prompt-input"], { cwd: homedir(), codexHome: home });
    const line = /config\.toml:(\d+):\d+/.exec(stderr)?.[1];
    return {
      verdict: exitCode === 0 ? "silent" : "fatal",
      line: line === undefined ? undefined : Number(line),
      output: stderr,
    };
  });
}

/** What the real Codex does with the configuration when it starts to work. */
export async function startWithCodex(config: string | Uint8Array): Promise<CodexAnswer> {
  const loaded = await loadWithCodex(config);
  if (loaded.verdict === "fatal") return loaded;
  const codex = await ensureCodex();
  return withHome(config, async (home) => {
    const model = await startScriptedModel([]);
    const args = ["exec", "--skip-git-repo-check", ...scriptedOverrides(model.baseUrl), "hello"];
    const { stdout, stderr } = await runCodex(codex, args, { cwd: tmpdir(), codexHome: home });
    await model.close();
    const output = stdout + stderr;
    const verdict = /Could not create otel exporter/i.test(output)
      ? "exporter-off"
      : /`(?:otel|profiles\.[^`]*\.otel)[.`].*is ignored|Ignoring invalid `otel/.test(output) || misplaced.test(output)
        ? "warning"
        : "silent";
    return { verdict, line: undefined, output };
  });
}
