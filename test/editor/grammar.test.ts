import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { startEditor } from "./support/editor.ts";
import { editorOf } from "./support/textEditor.ts";
import { extensionIsActive } from "./support/workbench.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const text = `# a comment
[otel]
environment = "dev"
log_user_prompt = true
plain = 1
`;

/** Runs in the page; the tests themselves are compiled without the browser's types. */
declare function getComputedStyle(element: unknown): { readonly color: string };

/** Packages the stand-in for the TOML extension that many people have. */
async function otherTomlExtension(folder: string): Promise<string> {
  const vsix = join(folder, "other-toml.vsix");
  const vsce = join(root, "node_modules/@vscode/vsce/vsce");
  const args = ["package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", vsix];
  await promisify(execFile)(process.execPath, [vsce, ...args], { cwd: join(root, "test/editor/otherToml") });
  return vsix;
}

/** Colour of the first piece of text that reads so; undefined while there is no piece of its own. */
async function colourOf(page: Page, piece: string): Promise<string | undefined> {
  return editorOf(page, "config.toml")
    .locator(".view-line span > span")
    .evaluateAll((spans, wanted) => {
      const span = spans.find(({ textContent }) => textContent?.replaceAll("\u00a0", " ").trim() === wanted);
      return span && getComputedStyle(span).color;
    }, piece);
}

async function coloursIn(extensions: readonly string[]): Promise<Record<string, string | undefined>> {
  const editor = await startEditor({ extensions, workspaceFiles: { ".codex/config.toml": text } });
  try {
    const page = await editor.open({ path: join(editor.workspace, ".codex/config.toml") });
    await extensionIsActive(page);
    await expect.poll(() => page.locator('[id="status.editor.mode"]').textContent()).toBe("TOML");
    await expect.poll(() => colourOf(page, '"dev"')).toBeDefined();
    return {
      comment: await colourOf(page, "# a comment"),
      key: await colourOf(page, "environment"),
      string: await colourOf(page, '"dev"'),
      boolean: await colourOf(page, "true"),
    };
  } finally {
    await editor.close();
  }
}

describe("colours of a config.toml", () => {
  it("tell comment, key, string and boolean apart", async () => {
    const colours = await coloursIn([]);
    expect(Object.values(colours)).not.toContain(undefined);
    expect(new Set(Object.values(colours)).size).toBe(4);
  });

  it("still do when another TOML extension is installed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "toml-"));
    try {
      const colours = await coloursIn([await otherTomlExtension(folder)]);
      expect(Object.values(colours)).not.toContain(undefined);
      expect(new Set(Object.values(colours)).size).toBe(4);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
