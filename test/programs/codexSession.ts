import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureCodex } from "./codex.ts";
import type { ModelStep } from "./scriptedModel.ts";
import { startScriptedModel } from "./scriptedModel.ts";

/** What to let a real Codex do. */
export interface CodexSessionOptions {
  /** TOML of the `[otel]` block, header line included. */
  readonly otel: string;
  readonly steps: readonly ModelStep[];
  readonly prompt: string;
  /** Files of the folder Codex works in, path to text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further arguments of Codex. */
  readonly overrides?: readonly string[];
}

/** How that run of Codex ended. */
export interface CodexSessionResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How many requests the scripted model answered. */
  readonly modelRequests: number;
}

/** The `[otel]` block with which a session sends everything, its prompts too, over gRPC to a port of this machine. */
export const sentTo = (grpcPort: number): string =>
  `[otel]\nlog_user_prompt = true\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }`;

const longestSession = 600_000;

/**
 * Runs one `codex exec` of the pinned Codex in a home and a folder of its own, with a scripted model as provider.
 * The sandbox is off: Codex's own cannot be made inside of most containers, and the commands are the test's.
 */
export async function runCodexSession(options: CodexSessionOptions): Promise<CodexSessionResult> {
  const codex = await ensureCodex();
  const model = await startScriptedModel(options.steps);
  const folder = await mkdtemp(join(tmpdir(), "codex-session-"));
  const home = await mkdtemp(join(tmpdir(), "codex-home-"));
  try {
    for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), text);
    await writeFile(join(home, "config.toml"), `${scriptedProvider(model.baseUrl)}\n${options.otel}\n`);
    const sandbox = ["--skip-git-repo-check", "--sandbox", "danger-full-access"];
    const args = ["exec", ...(options.overrides ?? []), ...sandbox, options.prompt];
    const outcome = await runCodex(codex, args, { cwd: folder, codexHome: home });
    return { ...outcome, modelRequests: model.requests.length };
  } finally {
    await model.close();
    await Promise.all([folder, home].map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })));
  }
}

/** What to let a real Codex do with the configuration of a home that is there already. */
export type CodexSessionInHome = Omit<CodexSessionOptions, "otel" | "overrides"> & { readonly codexHome: string };

/** Runs one `codex exec` with the `config.toml` of a home as it is; the scripted model comes by overrides. */
export async function runCodexSessionIn(options: CodexSessionInHome): Promise<CodexSessionResult> {
  const codex = await ensureCodex();
  const model = await startScriptedModel(options.steps);
  const folder = await mkdtemp(join(tmpdir(), "codex-session-"));
  try {
    for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), text);
    const overrides = [
      'model="gpt-5.2-codex"',
      'model_provider="scripted"',
      'approval_policy="never"',
      `model_providers.scripted={name="scripted",base_url="${model.baseUrl}",wire_api="responses",env_key="SCRIPTED_MODEL_KEY",request_max_retries=0,stream_max_retries=0}`,
    ].flatMap((override) => ["-c", override]);
    const sandbox = ["--skip-git-repo-check", "--sandbox", "danger-full-access"];
    const args = ["exec", ...overrides, ...sandbox, options.prompt];
    const outcome = await runCodex(codex, args, { cwd: folder, codexHome: options.codexHome });
    return { ...outcome, modelRequests: model.requests.length };
  } finally {
    await model.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Runs the Codex executable with `CODEX_HOME` set and no standard input, until it ends. */
export function runCodex(
  codex: string,
  args: readonly string[],
  where: {
    readonly cwd: string;
    readonly codexHome: string;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<Omit<CodexSessionResult, "modelRequests">> {
  return new Promise((resolve, reject) => {
    const child = spawn(codex, args, {
      cwd: where.cwd,
      env: { ...codexEnvironment(where.codexHome), ...where.environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: longestSession,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** The part of config.toml that makes a scripted model Codex's provider. Its key is read from SCRIPTED_MODEL_KEY. */
export function scriptedProvider(baseUrl: string): string {
  return `model = "gpt-5.2-codex"
model_provider = "scripted"
approval_policy = "never"

[model_providers.scripted]
name = "scripted"
base_url = "${baseUrl}"
wire_api = "responses"
env_key = "SCRIPTED_MODEL_KEY"
request_max_retries = 0
stream_max_retries = 0
`;
}

/** What a Codex under test finds in its environment. */
export function codexEnvironment(codexHome: string): NodeJS.ProcessEnv {
  return { ...withoutOwnTelemetry(process.env), CODEX_HOME: codexHome, SCRIPTED_MODEL_KEY: "not-a-real-key" };
}

/** OTEL_* and proxies of the machine would change where telemetry and the model are. */
function withoutOwnTelemetry(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(OTEL_|CODEX_|OPENAI_|https?_proxy$|all_proxy$)/i.test(name)),
  );
}
