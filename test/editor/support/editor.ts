import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { ensureChromium } from "../../../scripts/programs/chromium.mjs";
import type { CodeServer, CodeServerOptions } from "../../../scripts/programs/startCodeServer.mjs";
import { startCodeServer } from "../../../scripts/programs/startCodeServer.mjs";

/** A real VS Code (server and browser) with a home and a workspace of its own. */
export interface Editor {
  readonly server: CodeServer;
  /** The home folder that the extension host sees. */
  readonly home: string;
  readonly workspace: string;
  /** Opens the window: the workspace, or one file in it at a position such as `:3:12`. */
  open(file?: { readonly path: string; readonly position?: string }): Promise<Page>;
  /** A new browser profile: fresh window state, same server. */
  close(): Promise<void>;
}

export interface EditorOptions extends Omit<CodeServerOptions, "folder"> {
  /** Files to write before the start, relative to the home or the workspace. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  readonly workspaceFiles?: Readonly<Record<string, string>>;
}

/** Nothing but this machine can be reached, so that a test never depends on the network. */
const browserArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** Starts VS Code's server and a headless browser. Everything they write is in one temporary folder. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const executablePath = await ensureChromium();
  const folder = await mkdtemp(join(tmpdir(), "editor-"));
  const workspace = join(folder, "workspace");
  const home = join(folder, "home");
  await mkdir(workspace, { recursive: true });
  await writeFiles(home, options.homeFiles ?? {});
  await writeFiles(workspace, options.workspaceFiles ?? {});
  const server = await startCodeServer({ ...options, folder });
  let browser: BrowserContext | undefined;

  const open: Editor["open"] = async (file) => {
    browser ??= await chromium.launchPersistentContext(join(folder, "browser"), {
      executablePath,
      headless: true,
      viewport: { width: 1400, height: 900 },
      args: browserArguments,
    });
    const page = browser.pages()[0] ?? (await browser.newPage());
    const payload = [["skipWelcome", "true"]];
    if (file) {
      payload.push(["openFile", `vscode-remote://${server.address}${file.path}${file.position ?? ""}`]);
      if (file.position !== undefined) payload.push(["gotoLineMode", "true"]);
    }
    const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
    await page.goto(`${server.url}/?${query}`, { waitUntil: "commit" });
    return page;
  };

  return {
    server,
    home,
    workspace,
    open,
    close: async () => {
      await browser?.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
