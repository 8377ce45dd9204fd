import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { inject } from "vitest";
import { freePort } from "../../../scripts/programs/freePort.mjs";
import type { CodeServer, CodeServerOptions } from "../../../scripts/programs/startCodeServer.mjs";
import { startCodeServer } from "../../../scripts/programs/startCodeServer.mjs";
import { emptyBrowser } from "./browser.ts";

/** A real VS Code with the packaged extension, and with settings, a home and a workspace of its own. */
export interface Editor {
  readonly server: CodeServer;
  /** The home folder that the extension host sees. */
  readonly home: string;
  readonly workspace: string;
  /** Opens the window: the workspace, or one file in it at a position such as `:3:12`. */
  open(file?: { readonly path: string; readonly position?: string }): Promise<Page>;
  /** Opens one more window, on a folder inside of the workspace. */
  openWindow(folder: string): Promise<Page>;
  /** Opens a window that runs tests inside of its extension host, and waits for their end. */
  runExtensionTests(run: ExtensionTestRun): Promise<number | "no end">;
  close(): Promise<void>;
}

export interface ExtensionTestRun {
  /** Folder of the extension under development; an empty one when the real one is installed. */
  readonly developmentPath: string;
  /** Script that exports `run`. */
  readonly testsPath: string;
  /** Milliseconds to wait for the end. */
  readonly timeout: number;
  /** Console of page and extension host. */
  onLog(line: string): void;
}

export interface EditorOptions extends Omit<CodeServerOptions, "folder" | "environment" | "port"> {
  /** Environment of the extension host. */
  readonly environment?: (folders: {
    readonly home: string;
    readonly workspace: string;
  }) => Readonly<Record<string, string>>;
  /** Display language that extensions are told, such as `de`. VS Code's own texts stay English. */
  readonly language?: string;
  /** Files to write before the start, relative to the home or the workspace. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  readonly workspaceFiles?: Readonly<Record<string, string>>;
  /** A folder that is there already, opened in place of a new one. */
  readonly openedFolder?: string;
}

/** What the browser keeps of VS Code's own files, it keeps for their address: so that stays the same, if it can. */
let port: number | undefined;

/**
 * Starts VS Code's server, and shows it in an empty browser; one at a time. All that the server writes is in one temporary
 * folder. `extensions` are others than ours.
 */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const folder = await mkdtemp(join(tmpdir(), "editor-"));
  const workspace = options.openedFolder ?? join(folder, "workspace");
  const home = join(folder, "home");
  await mkdir(workspace, { recursive: true });
  await writeFiles(home, options.homeFiles ?? {});
  await writeFiles(workspace, options.workspaceFiles ?? {});
  const environment = options.environment?.({ home, workspace }) ?? {};
  await cp(inject("installedExtensions"), join(folder, "extensions"), { recursive: true });
  port = await freePort(port);
  const server = await startCodeServer({ ...options, environment, folder, port });
  let browser: BrowserContext | undefined;

  const firstPage = async (): Promise<Page> => {
    const [there] = browser?.pages() ?? [];
    if (there !== undefined) return there;
    const page = await emptyBrowser();
    browser = page.context();
    if (options.language !== undefined) await page.addInitScript(pretendLanguage, options.language);
    return page;
  };
  const remote = (path: string): string => `vscode-remote://${server.address}${path}`;
  const goto = async (
    page: Page,
    payload: readonly (readonly [string, string])[],
    folderOfWindow = workspace,
  ): Promise<void> => {
    const query = new URLSearchParams({
      folder: folderOfWindow,
      payload: JSON.stringify([["skipWelcome", "true"], ...payload]),
    });
    await page.goto(`${server.url}/?${query}`, { waitUntil: "commit" });
  };

  const open: Editor["open"] = async (file) => {
    const page = await firstPage();
    if (file === undefined) await goto(page, []);
    else if (file.position === undefined) await goto(page, [["openFile", remote(file.path)]]);
    else {
      await goto(page, [
        ["openFile", remote(file.path + file.position)],
        ["gotoLineMode", "true"],
      ]);
    }
    return page;
  };

  const openWindow: Editor["openWindow"] = async (name) => {
    const page = browser === undefined ? await firstPage() : await browser.newPage();
    await goto(page, [], join(workspace, name));
    return page;
  };

  const runExtensionTests: Editor["runExtensionTests"] = async ({ developmentPath, testsPath, timeout, onLog }) => {
    const page = await firstPage();
    const exited = new Promise<number>((resolve) => {
      void page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
    });
    await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) =>
      onLog(`${type}: ${args.map(String).join(" ")}`),
    );
    await goto(page, [
      ["extensionDevelopmentPath", remote(developmentPath)],
      ["extensionTestsPath", remote(testsPath)],
    ]);
    return Promise.race([exited, sleep(timeout, "no end" as const, { ref: false })]);
  };

  return {
    server,
    home,
    workspace,
    open,
    openWindow,
    runExtensionTests,
    close: async () => {
      if (browser !== undefined) await emptyBrowser();
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** What VS Code's language packs set before the workbench is loaded, without any of their texts. */
function pretendLanguage(language: string): void {
  Object.defineProperty(globalThis, "_VSCODE_NLS_LANGUAGE", { get: () => language, set: () => undefined });
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
