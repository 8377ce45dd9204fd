import type { BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { ensureChromium } from "../../../scripts/programs/chromium.mjs";
import { patience } from "./repeatedly.ts";

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

interface RunningBrowser {
  readonly context: BrowserContext;
  /** Where its pages have been. */
  readonly origins: Set<string>;
}

let running: RunningBrowser | undefined;

/**
 * An empty page in the headless Chromium of this process, and nothing that earlier windows have left: no page, storage,
 * cookie or permission. What it has loaded of VS Code's own files it keeps, so that the next window does not wait for them.
 */
export async function emptyBrowser(): Promise<Page> {
  running ??= await launchBrowser();
  const { context, origins } = running;
  const page = await context.newPage();
  for (const other of context.pages()) if (other !== page) await other.close();
  await context.clearPermissions();
  await context.clearCookies();
  const session = await context.newCDPSession(page);
  for (const origin of origins) await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await session.detach();
  origins.clear();
  return page;
}

async function launchBrowser(): Promise<RunningBrowser> {
  const context = await chromium.launchPersistentContext("", {
    executablePath: await ensureChromium(),
    headless: true,
    viewport: { width: 1600, height: 900 },
    args: browserArguments,
    timeout: patience,
  });
  context.setDefaultTimeout(patience);
  const origins = new Set<string>();
  context.on("page", (page) =>
    page.on("framenavigated", (frame) => {
      const { origin, protocol } = new URL(frame.url());
      if (protocol === "http:") origins.add(origin);
    }),
  );
  context.once("close", () => {
    running = undefined;
  });
  return { context, origins };
}
