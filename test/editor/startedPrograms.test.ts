import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { obtainStrace } from "../../scripts/programs/strace.mjs";
import { startedPrograms } from "../../system/programs/startedPrograms.ts";
import { type HostileRepository, hostileForms, makeHostileRepository } from "../programs/hostileRepository.ts";
import { readWatched, startedBy, type WatchedProgram, watchedBy } from "../programs/watchedPrograms.ts";
import { runCommand, startListener } from "./support/commands.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { clickUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { gone } from "./support/repeatedly.ts";
import { setupRow } from "./support/setupView.ts";
import { openView } from "./support/workbench.ts";

const program = await obtainStrace();

describe.skipIf("unobtainable" in program).each(hostileForms)("a repository with %s", (form) => {
  let place: string;
  let repository: HostileRepository;
  let editor: Editor;
  let page: Page;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));
  const restricted = () => page.locator(".statusbar-item", { hasText: "Restricted Mode" });
  const log = () => join(place, "strace.log");

  beforeAll(async () => {
    place = realpathSync(mkdtempSync(join(tmpdir(), "hostile-")));
    repository = makeHostileRepository(place, form);
    editor = await startEditor({
      trust: true,
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": await freePort(),
        "security.workspace.trust.startupPrompt": "never",
        // in a workspace that is trusted VS Code's own extension runs the git that it finds
        "git.enabled": false,
      },
      // VS Code takes the PATH of the person's login shell
      homeFiles: { ".codex/config.toml": "", ".profile": `export PATH="${repository.environment.PATH}"\n` },
      openedFolder: repository.folder,
      wrapper: "path" in program ? watchedBy(program.path, log()) : [],
    });
    page = await editor.open({ path: repository.config });
    await restricted().waitFor();
  });

  afterAll(async () => {
    await editor?.close();
    repository?.remove();
    rmSync(place, { recursive: true, force: true });
  });

  /** Programs of the repository under names that the product, and not VS Code, would look for. */
  const ranOfRepository = () => repository.ran().filter((line) => /^\S*(?:codex|lsof|netstat|uploadpack)/.test(line));
  const askedForVersion = () => repository.codexRuns().filter(({ args }) => args.join(" ") === "--version").length;

  /** What the product has started so far, by the names of the table; what VS Code's own extensions start does not count. */
  const startedByProduct = () => {
    const processes = readWatched(log());
    const hosts = processes.filter(({ programs }) =>
      programs.some(({ args }) => args.includes("--type=extensionHost")),
    );
    expect(hosts.length).toBe(1);
    // VS Code looks for ports to forward with two lines of a shell
    const ofEditor = ({ args }: WatchedProgram) =>
      args.slice(0, 3).some((word) => word.includes("/lib/vscode/")) ||
      /^(?:ls -l \/proc\/\[0-9\]\*\/fd\/\[0-9\]\* \| grep socket:|ps -F -A -l \| grep root)$/.test(args[2] ?? "");
    const direct = startedBy(hosts[0], processes).filter((candidate) => !ofEditor(candidate));
    const ours = processes.filter(({ programs: [first] }) => first !== undefined && scriptOf(first) !== undefined);
    const indirect = ours.flatMap((process) => startedBy(process, processes));
    return [...direct, ...indirect].map(nameInTable).sort();
  };

  const scripts = { "server.js": "languageServer", "listener-worker.js": "listenerWorker" } as const;
  const scriptOf = ({ args: [, file = ""] }: WatchedProgram) =>
    file.startsWith(editor.server.folder) && basename(dirname(file)) === "dist"
      ? Object.entries(scripts).find(([name]) => basename(file) === name)?.[1]
      : undefined;
  const nameInTable = (candidate: WatchedProgram): string => {
    const { path, args } = candidate;
    const words = [basename(path), ...args.slice(1)].join(" ");
    if (path === repository.codex && words === startedPrograms.codexVersion.program) return "codexVersion";
    return scriptOf(candidate) ?? `${path} ${args.join(" ")}`;
  };

  it("is opened in restricted mode: the person's own Codex is asked, once, and nothing else is started", async () => {
    await page.locator(".editor-instance .view-line", { hasText: "otlp-http" }).first().waitFor();
    await expect.poll(askedForVersion).toBe(1);
    await openView(page, "Setup", 420);
    await setupRow(page, "Listener up").waitFor();
    expect(ranOfRepository()).toEqual([]);
    expect(startedByProduct()).toEqual(["codexVersion", "languageServer"]);
  });

  it("is trusted by the person, who starts the listener: that is started in addition, and nothing of the repository", async () => {
    const trust = page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).first();
    await runCommand(page, "Workspaces: Manage Workspace Trust", trust);
    await clickUntil(trust, gone(restricted()));
    await setupRow(page, "Policy chosen", "done").waitFor();
    await startListener(page);
    await setupRow(page, "Listener up", "done").waitFor();
    expect(ranOfRepository()).toEqual([]);
    expect(askedForVersion()).toBe(1);
    expect(startedByProduct()).toEqual(["codexVersion", "languageServer", "listenerWorker"]);
  });
});
