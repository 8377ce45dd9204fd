// The OpenTelemetry Collector, built from its Go modules as test/programs/collector pins them.
import { join } from "node:path";
import { ensureProgram, isInstalled, run } from "./programCache.mjs";

/** What it is built from. */
export const collectorSources = ["go.sum", "go.mod", "main.go", "required_headers.go"];

/**
 * The pinned Collector, built first when needed (some minutes, 45 MB) unless CODEX_OTEL_COLLECTOR is `built`. Does not reject:
 * where there is no Go or no network, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainCollector() {
  const name = process.platform === "win32" ? "otelcol.exe" : "otelcol";
  if (process.env.CODEX_OTEL_COLLECTOR === "built" && !(await isInstalled("collector", collectorSources)))
    return { unobtainable: "`npm run verify` builds it, and runs them" };
  try {
    const folder = await ensureProgram("collector", (folder) => build(folder, name), collectorSources);
    return { path: join(folder, name) };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { unobtainable: `Go could not build it (${reason})` };
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
function build(folder, name) {
  return run("go", ["build", "-trimpath", "-ldflags=-s -w", "-o", name, "."], {
    cwd: folder,
    env: { GOFLAGS: "-mod=readonly -buildvcs=false", GOTOOLCHAIN: "local" },
  });
}
