import { mkdtemp, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseCommand, hidePanel, runCommand } from "./support/commands.ts";
import type { Editor } from "./support/editor.ts";
import { startEditor } from "./support/editor.ts";
import { hoverUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { chooseUntil, quickInput, quickRow } from "./support/quickInput.ts";
import { inAttempt, until } from "./support/repeatedly.ts";
import { setupRow } from "./support/setupView.ts";
import { editorOf, fixProblem, goToProblem } from "./support/textEditor.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { extensionIsActive, openView, paneOf, showOnly } from "./support/workbench.ts";

const policy = `version = 1

[classes]
prompt = ["prompt"]
tool_output = ["output"]

[destinations.siem]
signals = ["logs"]
receives = ["codex.tool_decison", "codex.api_request"]
redact = { prompt = "drop", tool_output = "hash" }
`;

const extending = `version = 1
extends = "built-in@1"

[destinations.siem.redact]
identity = "drop"
`;

describe("a policy in the workspace", () => {
  let editor: Editor;
  let page: Page;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));
  beforeAll(async () => {
    editor = await startEditor({
      settings: themeSettings,
      workspaceFiles: { "otel-policy.toml": policy, "team.otel-policy.toml": extending },
    });
    page = await editor.open({ path: join(editor.workspace, "otel-policy.toml") });
    await extensionIsActive(page);
  });
  afterAll(() => editor?.close());

  it("has its mistakes underlined, and each fixed with one keystroke", async () => {
    const problem = { message: /did you mean codex\.tool_decision/, cursor: /Ln 9/ };
    await goToProblem(page, problem);
    await screenshotInAllThemes(page, "policy-problem");
    const fixed = editorOf(page, "otel-policy.toml").locator(".view-lines").getByText("codex.tool_decision");
    await fixProblem(page, problem, /codex\.tool_decision/, fixed);
    await hidePanel(page);
  });

  it("explains what each destination does with a class", async () => {
    const hover = page.locator(".monaco-hover:visible").first();
    const name = editorOf(page, "otel-policy.toml").locator(".view-lines").getByText("tool_output").first();
    await hoverUntil(name, hover.getByText("siem"));
    expect(await hover.innerText()).toContain("output");
    await page.screenshot({ path: "test-results/screenshots/policy-hover.png" });
  });

  it("leads from what it takes over to the read-only text of the built-in policy", async () => {
    await chooseUntil(
      async () => {
        await chooseCommand(page, "Go to File...");
        await quickInput(page).fill("team.otel-policy.toml:5:3", inAttempt);
      },
      quickRow(page, /team\.otel-policy/),
      editorOf(page, "team.otel-policy.toml").locator(".view-lines").getByText("identity"),
    );
    const builtIn = page.locator(".monaco-editor[data-uri^='codex-otel-built-in:']");
    const definition = builtIn.locator(".view-lines").getByText("enduser.*");
    await runCommand(page, "Go to Definition", definition);
    expect(await builtIn.getAttribute("data-uri")).toContain("built-in");
    await until(page.getByText("Cannot edit in read-only editor"), async () => {
      await builtIn.locator(".view-lines").first().click(inAttempt);
      await page.keyboard.type("x");
    });
    await page.screenshot({ path: "test-results/screenshots/policy-built-in.png" });
  });
});

describe("a policy that is a link out of a workspace which the person trusts", () => {
  let editor: Editor;
  let page: Page;
  let outside: string;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));
  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), "outside-"));
    await writeFile(join(outside, "mine.toml"), policy);
    editor = await startEditor({ workspaceFiles: { "notes.txt": "" } });
    await symlink(join(outside, "mine.toml"), join(editor.workspace, "otel-policy.toml"));
    page = await editor.open();
    await openView(page, "Setup", 420);
  });
  afterAll(async () => {
    await editor?.close();
    await rm(outside, { recursive: true, force: true });
  });

  it("is not read, and that is said", async () => {
    await setupRow(page, "Policy chosen").filter({ hasText: "is a link out of this workspace" }).waitFor();
    await showOnly(page, "Destinations");
    await paneOf(page, "Destinations").getByText("is a link out of this workspace").waitFor();
    await paneOf(page, "Destinations").getByText("built-in policy").waitFor();
  });

  it("counts once it leads to a file of the workspace", async () => {
    const link = join(editor.workspace, "otel-policy.toml");
    await unlink(link);
    await writeFile(join(editor.workspace, "inside.toml"), policy);
    await symlink("inside.toml", link);
    await paneOf(page, "Destinations").getByText("otel-policy.toml").waitFor();
    await paneOf(page, "Destinations").getByText("is a link out of this workspace").waitFor({ state: "detached" });
  });
});
