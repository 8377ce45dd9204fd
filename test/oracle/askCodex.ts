import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "../../core/codex/diagnostic.ts";
import { otelOptions } from "../../core/codex/options.ts";
import { ensureCodex } from "../programs/codex.ts";
import { runCodex } from "../programs/codexSession.ts";

/** What the real Codex says of a configuration. `silent`: it starts and says nothing, though it may drop something. */
export interface CodexAnswer {
  readonly verdict: Exclude<Verdict, "dropped" | "ok"> | "silent";
  /** One-based line that Codex names for a fatal mistake. */
  readonly line: number | undefined;
  readonly output: string;
}

/** Overrides that name a model provider which refuses every request, so that `codex exec` ends at once. */
async function refusingModel(): Promise<{ readonly overrides: readonly string[]; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(400).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const provider = `{name="refusing",base_url="http://127.0.0.1:${port}/v1",wire_api="responses",request_max_retries=0,stream_max_retries=0}`;
  const overrides = ['model_provider="refusing"', `model_providers.refusing=${provider}`].flatMap((one) => ["-c", one]);
  return {
    overrides,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
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
    const model = await refusingModel();
    const args = ["exec", "--skip-git-repo-check", ...model.overrides, "hello"];
    const { stdout, stderr } = await runCodex(codex, args, { cwd: tmpdir(), codexHome: home });
    model.close();
    const output = stdout + stderr;
    const verdict = /Could not create otel exporter/i.test(output)
      ? "exporter-off"
      : /`(?:otel|profiles\.[^`]*\.otel)[.`].*is ignored|Ignoring invalid `otel/.test(output) || misplaced.test(output)
        ? "warning"
        : "silent";
    return { verdict, line: undefined, output };
  });
}
