import type { BrowserContext } from "playwright-core";
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

/** Starts a headless Chromium with a profile of its own in `folder`. */
export async function launchBrowser(folder: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: await ensureChromium(),
    headless: true,
    viewport: { width: 1600, height: 900 },
    args: browserArguments,
    timeout: patience,
  });
  context.setDefaultTimeout(patience);
  return context;
}
