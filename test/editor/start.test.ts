import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ensureCodeServer } from "../../scripts/programs/codeServer.mjs";
import { launchBrowser } from "./support/browser.ts";
import { screenshot } from "./support/screenshot.ts";
import {
  editorOf,
  expandRow,
  extensionIsActive,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Starts `npm start` with a home of its own, and waits for the address of its window. */
async function npmStart(home: string): Promise<{
  readonly url: string;
  readonly output: () => string;
  /** Ctrl+C, until npm itself has ended. */
  interrupt(): Promise<void>;
}> {
  await ensureCodeServer();
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  // Ports of its own: whatever else runs on this machine may send its telemetry to the usual ones.
  const ports = ["--grpc-port", "0", "--http-port", "0"];
  const child = spawn("npm", ["start", "--", "--no-open", ...ports], {
    cwd: root,
    env: { ...process.env, HOME: home, CODEX_HOME: join(home, ".codex"), XDG_CACHE_HOME: cache },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const interrupt = (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    return ended;
  };
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk;
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/\?\S+/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new Error(`npm start ended early:\n${output}`)));
  });
  return { url, output: () => output, interrupt };
}

describe("npm start", () => {
  it("opens the demo with the extension, and plays a recorded session into it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "start-"));
    const started = await npmStart(join(folder, "home"));
    const browser = await launchBrowser(join(folder, "browser"));
    try {
      const page = browser.pages()[0] ?? (await browser.newPage());
      await page.goto(started.url, { waitUntil: "commit" });
      await extensionIsActive(page);
      await editorOf(page, "mistakes/.codex/config.toml")
        .locator(".squiggly-error, .squiggly-warning")
        .first()
        .waitFor();
      await showSessionsView(page);
      await widenSideBar(page, 200);
      await expandRow(treeRow(page, "codex_exec"));
      await expandRow(treeRow(page, "Turn 1: List the files and count the lines of the readme"));
      await treeRow(page, /^tool_result/).waitFor();
      await screenshot(page, "start");
      expect(started.output()).toContain("Playing a recorded Codex session");
    } catch (error) {
      await screenshot(browser.pages()[0], "failed-start");
      throw new Error(`The window did not show the session. npm start said:\n${started.output()}`, { cause: error });
    } finally {
      await browser.close();
      await started.interrupt();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
    await expect(fetch(new URL("/healthz", started.url)), "Ctrl+C ends VS Code's server too").rejects.toThrow();
  });
});
