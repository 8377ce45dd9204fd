import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/startCodeServer.mjs";
import { obtainStrace } from "../../scripts/programs/strace.mjs";
import { type HostileRepository, hostileForms, makeHostileRepository } from "../programs/hostileRepository.ts";
import { watchedBy } from "../programs/watchedPrograms.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { packagedExtension } from "./support/packagedExtension.ts";
import { setupRow } from "./support/setupView.ts";
import { openView } from "./support/workbench.ts";

const program = await obtainStrace();

describe.skipIf("unobtainable" in program).each(hostileForms)("a repository with %s", (form) => {
  let place: string;
  let repository: HostileRepository;
  let editor: Editor;
  let page: Page;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));
  const log = () => join(place, "strace.log");

  beforeAll(async () => {
    place = realpathSync(mkdtempSync(join(tmpdir(), "hostile-")));
    repository = makeHostileRepository(place, form);
    editor = await startEditor({
      extensions: [await packagedExtension()],
      trust: true,
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": await freePort(),
        "security.workspace.trust.startupPrompt": "never",
      },
      // VS Code takes the PATH of the person's login shell
      homeFiles: { ".codex/config.toml": "", ".profile": `export PATH="${repository.environment.PATH}"\n` },
      openedFolder: repository.folder,
      wrapper: "path" in program ? watchedBy(program.path, log()) : [],
    });
    page = await editor.open({ path: repository.config });
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor({ timeout: 120_000 });
  });

  afterAll(async () => {
    await editor?.close();
    rmSync(place, { recursive: true, force: true });
  });

  /** Programs of the repository under names that the product, and not VS Code, would look for. */
  const ranOfRepository = () => repository.ran().filter((line) => /^\S*(?:codex|lsof|netstat|uploadpack)/.test(line));
  const askedForVersion = () => repository.codexRuns().filter(({ args }) => args.join(" ") === "--version").length;

  it("is opened in restricted mode: the person's own Codex is asked, once", async () => {
    await page.locator(".editor-instance .view-line", { hasText: "otlp-http" }).first().waitFor();
    await expect.poll(askedForVersion, { timeout: 60_000 }).toBe(1);
    await openView(page, "Setup", 420);
    await setupRow(page, "Listener up").waitFor();
    expect(ranOfRepository()).toEqual([]);
  });
});
