// The OpenTelemetry Collector, built from its Go modules as test/programs/collector pins them.
import { join } from "node:path";
import { ensureProgram, run } from "./programCache.mjs";

/**
 * The pinned Collector, built first when needed (some minutes, 45 MB). Does not reject: where there is no Go or no
 * network, it says so.
 *
 * @returns {Promise<{ path: string } | { unobtainable: string }>}
 */
export async function obtainCollector() {
  const name = process.platform === "win32" ? "otelcol.exe" : "otelcol";
  try {
    const folder = await ensureProgram("collector", (folder) => build(folder, name), [
      "go.sum",
      "go.mod",
      "main.go",
      "required_headers.go",
    ]);
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
