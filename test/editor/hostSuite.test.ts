import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { HostTestResult } from "../../scripts/hostSuite.mjs";
import { bundleHostSuite, hostWorkspaceFiles, readHostEvents } from "../../scripts/hostSuite.mjs";
import { startEditor } from "./support/editor.ts";

const companion = fileURLToPath(new URL("host/companion", import.meta.url));
const longestRun = 900_000;

/** Runs test/editor/host inside of the extension host of a real VS Code, with the packaged extension installed. */
async function runHostSuite(): Promise<{
  readonly code: number | "no end";
  readonly ended: boolean;
  readonly results: readonly HostTestResult[];
  readonly log: readonly string[];
}> {
  const suite = await bundleHostSuite();
  const events = join(dirname(suite), "events.jsonl");
  await rm(events, { force: true });
  const editor = await startEditor({
    workspaceFiles: hostWorkspaceFiles,
    environment: ({ workspace }) => ({ HOST_TEST_EVENTS: events, CODEX_HOME: join(workspace, ".codex") }),
    options: ["--vscode-option", "enable-smoke-test-driver"],
  });
  const log: string[] = [];
  try {
    const code = await editor.runExtensionTests({
      developmentPath: companion,
      testsPath: suite,
      timeout: longestRun,
      onLog: (line) => log.push(line),
    });
    return { code, log, ...(await readHostEvents(events)) };
  } finally {
    await editor.close();
  }
}

const { code, ended, results, log } = await runHostSuite();

describe("inside of the extension host", () => {
  it.each(results.map((result) => [result.title, result] as const))("%s", (_title, result) => {
    expect(result.type, result.error).toBe("pass");
  });

  it("the suite ran to its end", () => {
    expect({ code, ended, ranAny: results.length > 0 }, log.slice(-40).join("\n")).toEqual({
      code: 0,
      ended: true,
      ranAny: true,
    });
  });
});
