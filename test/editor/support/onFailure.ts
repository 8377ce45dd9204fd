import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterEach } from "vitest";
import type { Editor } from "./editor.ts";
import { screenshot } from "./screenshot.ts";

const folder = fileURLToPath(new URL("../../../test-results/failures/", import.meta.url));

/** After each failed test keeps what the window showed, and VS Code's logs, in test-results. */
export function keepEvidence(subject: () => { readonly editor: Editor; readonly page: Page } | undefined): void {
  afterEach(async ({ task }) => {
    const current = subject();
    if (task.result?.state !== "fail" || current === undefined) return;
    const name = task.name.replace(/\W+/g, "-").slice(0, 80);
    await screenshot(current.page, `failed-${name}`).catch(() => undefined);
    await mkdir(folder, { recursive: true });
    await cp(current.editor.server.logs, join(folder, name), { recursive: true }).catch(() => undefined);
  });
}
