import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hidePanel } from "./support/commands.ts";
import { type ConfigWindow, openConfigWindow } from "./support/configWindow.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { clickUntil, hoverUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { gone, until } from "./support/repeatedly.ts";
import { editorOf, fixProblem, save } from "./support/textEditor.ts";
import { screenshotInAllThemes } from "./support/themes.ts";

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

  const lens = () => page.locator(".codelens-decoration").getByText("Send sessions here");
  const lines = () => editorOf(page, "config.toml").locator(".view-lines");

  it("stands behind the values and above the exporter", async () => {
    await lines().getByText("sent literally").waitFor();
    await lines().getByText("not sent").waitFor();
    await lines().getByText("port 443").waitFor();
    await lines().getByText("~/.codex/certs/ca.pem").waitFor();
    await lens().waitFor();
    await screenshotInAllThemes(page, "config-hints");
  });

  it("is told in full on hover, without the key", async () => {
    const hover = page.locator(".monaco-hover:visible");
    const name = lines().getByText("Authorization", { exact: false }).first();
    await hoverUntil(name, hover.getByText("Authorization: Bearer ••••••"));
    expect(await hover.first().innerText()).not.toContain("6f1d2c3b");
    await page.screenshot({ path: "test-results/screenshots/config-hover.png" });
    await until(gone(hover), () => page.keyboard.press("Escape"));
  });

  it("is fixed, and sent to this window from above the exporter", async () => {
    const problem = { message: /drops the header "Monad Pipeline Id"/, cursor: /Ln 11/ };
    await fixProblem(page, problem, /Rename to Monad-Pipeline-Id/, lines().getByText("Monad-Pipeline-Id"));
    await hidePanel(page);

    const dialog = dialogOf(page);
    await clickUntil(lens(), dialog);
    await answer(dialog, "Replace in the Editor");
    await lines().getByText(`http://127.0.0.1:${window.grpcPort}`).waitFor();
    await save(page);
    expect(await window.verdictOfCodex()).toMatchObject({ accepts: true });
    expect(await readFile(join(window.codexHome, "config.toml"), "utf8")).toContain("# Telemetry of this machine");
    await screenshotInAllThemes(page, "config-pointed-here");
  });
});
