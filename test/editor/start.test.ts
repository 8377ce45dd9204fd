import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureCodeServer } from "../../scripts/programs/codeServer.mjs";
import { ensureCodex } from "../programs/codex.ts";
import { scriptedProvider } from "../programs/codexSession.ts";
import { startScriptedModel } from "../programs/scriptedModel.ts";
import { emptyBrowser } from "./support/browser.ts";
import { screenshot } from "./support/screenshot.ts";
import { editorOf } from "./support/textEditor.ts";
import {
  expandRow,
  extensionIsActive,
  showOnly,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Started {
  /** Address of the window. */
  readonly url: string;
  readonly output: () => string;
  /** Ctrl+C, until npm itself has ended. */
  interrupt(): Promise<void>;
}

/** Runs `npm start -- --no-open …` and waits for the address of its window. */
async function npmStart(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Started> {
  await ensureCodeServer();
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  // Ports of its own: whatever else runs on this machine may send its telemetry to the usual ones.
  const ports = ["--grpc-port", "0", "--http-port", "0"];
  const child = spawn("npm", ["start", "--", "--no-open", ...ports, ...args], {
    cwd: root,
    env: { ...process.env, XDG_CACHE_HOME: cache, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const signalGroup = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, signal);
    }
  };
  const endWithThisProcess = (): void => signalGroup("SIGTERM");
  process.once("exit", endWithThisProcess);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const interrupt = async (): Promise<void> => {
    signalGroup("SIGINT");
    await ended;
    process.removeListener("exit", endWithThisProcess);
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
  let folder: string;
  let home: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
    home = join(folder, "home");
    await mkdir(join(home, ".codex"), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

  /** Starts, opens the window, looks at it, and ends as Ctrl+C does. */
  async function inItsWindow(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    look: (page: Page, started: Started) => Promise<void>,
  ): Promise<void> {
    const started = await npmStart(args, { HOME: home, CODEX_HOME: join(home, ".codex"), ...environment });
    const page = await emptyBrowser();
    try {
      await page.goto(started.url, { waitUntil: "commit" });
      await extensionIsActive(page);
      await look(page, started);
    } catch (error) {
      await screenshot(page, "failed-start");
      throw new Error(`The window did not show the session. npm start said:\n${started.output()}`, { cause: error });
    } finally {
      await emptyBrowser();
      await started.interrupt();
    }
    await expect(fetch(new URL("/healthz", started.url)), "Ctrl+C ends VS Code's server too").rejects.toThrow();
  }

  it("opens the demo with the extension, and plays a recorded session into it", async () => {
    await inItsWindow([], {}, async (page, started) => {
      await editorOf(page, "config.toml").locator(".squiggly-error").first().waitFor();
      await showSessionsView(page);
      await showOnly(page, "Sessions");
      await widenSideBar(page, 200);
      await expandRow(treeRow(page, "codex_exec"));
      await expandRow(treeRow(page, "Turn 1: List the files and count the lines of the readme"));
      await treeRow(page, /^tool_result/).waitFor();
      await screenshot(page, "start");
      expect(started.output()).toContain("Playing a recorded Codex session");
    });
  });

  it("runs the installed Codex into it, with whatever is said after --codex", async () => {
    const model = await startScriptedModel([{ message: "Hello." }]);
    const bin = join(folder, "bin");
    await mkdir(bin);
    await symlink(await ensureCodex(), join(bin, "codex"));
    await writeFile(join(home, ".codex/config.toml"), scriptedProvider(model.baseUrl));
    const environment = { PATH: `${bin}${delimiter}${process.env.PATH}`, SCRIPTED_MODEL_KEY: "not-a-real-key" };
    try {
      await inItsWindow(
        ["--codex", "exec", "--skip-git-repo-check", "Say hello"],
        environment,
        async (page, started) => {
          await showSessionsView(page);
          await expandRow(treeRow(page, "codex_exec"));
          await treeRow(page, "Turn 1").waitFor();
          await expect.poll(started.output).toContain("Codex ended. Ctrl+C ends the rest.");
        },
      );
    } finally {
      await model.close();
    }
  });
});
