import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConfigWindow, openConfigWindow } from "./support/configWindow.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { screenshotInAllThemes } from "./support/themes.ts";
import { applyQuickFix, editorOf, goToProblem, runCommand, save } from "./support/workbench.ts";

const config = `# Telemetry of this machine
[otel]
environment = "dev"

[otel.exporter.otlp-grpc]
endpoint = "https://app.monad.com"
tls = { ca-certificate = "certs/ca.pem" }

[otel.exporter.otlp-grpc.headers]
Authorization = "Bearer \${MONAD_KEY}"
"Monad Pipeline Id" = "6f1d2c3b"
`;

describe("what Codex will do with config.toml", () => {
  let window: ConfigWindow;
  let page: Page;
  keepEvidence(() => window);
  beforeAll(async () => {
    window = await openConfigWindow(config, { ".codex/certs/ca.pem": "" });
    page = window.page;
  });
  afterAll(() => window?.editor.close());

  const lines = () => editorOf(page, "config.toml").locator(".view-lines");

  it("stands behind the values and above the exporter", async () => {
    await lines().getByText("sent literally").waitFor();
    await lines().getByText("not sent").waitFor();
    await lines().getByText("port 443").waitFor();
    await lines().getByText("~/.codex/certs/ca.pem").waitFor();
    await page.locator(".codelens-decoration").getByText("Send sessions here").waitFor();
    await screenshotInAllThemes(page, "config-hints");
  });

  it("is told in full on hover, without the key", async () => {
    await lines().getByText("Authorization", { exact: false }).first().hover();
    const hover = page.locator(".monaco-hover:visible");
    await hover.getByText("Authorization: Bearer ••••••").first().waitFor();
    expect(await hover.first().innerText()).not.toContain("6f1d2c3b");
    await page.screenshot({ path: "test-results/screenshots/config-hover.png" });
    await page.keyboard.press("Escape");
  });

  it("is mended, and sent to this window from above the exporter", async () => {
    await goToProblem(page, /drops the header "Monad Pipeline Id"/, /Ln 11/);
    await applyQuickFix(page, /Rename to Monad-Pipeline-Id/);
    await lines().getByText("Monad-Pipeline-Id").waitFor();
    await runCommand(page, "View: Hide Panel");

    await page.locator(".codelens-decoration").getByText("Send sessions here").click();
    await page.getByRole("button", { name: "Replace in the Editor" }).click();
    await lines().getByText(`http://127.0.0.1:${window.grpcPort}`).waitFor();
    await save(page);
    expect(await window.verdictOfCodex()).toMatchObject({ accepts: true });
    expect(await readFile(join(window.codexHome, "config.toml"), "utf8")).toContain("# Telemetry of this machine");
    await screenshotInAllThemes(page, "config-pointed-here");
  });
});
