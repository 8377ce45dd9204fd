// The -c options that send one run of Codex to a listener, whatever its config.toml says.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Codex lays overrides over config.toml key by key: another variant than the file's would leave two, and Codex refuses
 * to start (observed). So the file's variant is kept.
 *
 * @param {{ readonly grpc: number, readonly http: number }} ports of the listener
 */
export async function codexOverrides({ grpc, http }) {
  const exporter =
    (await configuredVariant()) === "otlp-http"
      ? `{otlp-http={endpoint='http://127.0.0.1:${http}/v1/logs',protocol='binary'}}`
      : `{otlp-grpc={endpoint='http://127.0.0.1:${grpc}'}}`;
  return ["-c", `otel.exporter=${exporter}`];
}

async function configuredVariant() {
  const home = process.env.CODEX_HOME || join(homedir(), ".codex");
  try {
    const { parse } = await import("smol-toml");
    const { otel } = parse(await readFile(join(home, "config.toml"), "utf8"));
    return Object.keys(Object(Object(otel).exporter))[0];
  } catch {
    return undefined;
  }
}
