import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { certificateAuthority } from "../protocol/certificates.ts";
import { startConnectProxy } from "../protocol/connectProxy.ts";
import { wire } from "../protocol/runningListener.ts";
import { startTlsReceiver } from "../protocol/tlsReceiver.ts";
import { startListener } from "./support/commands.ts";
import { startEditor } from "./support/editor.ts";
import { hoverUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { expandRow, extensionIsActive, showSessionsView, treeRow } from "./support/workbench.ts";

const host = "siem.test";
const password = randomUUID();
let evidence: Parameters<typeof keepEvidence>[0] = () => undefined;
keepEvidence(() => evidence());

it("forwards through the proxy of http.proxy with a client certificate, and names it", async () => {
  const authority = certificateAuthority();
  onTestFinished(() => authority.dispose());
  const receiver = await startTlsReceiver("grpc", { authority, host, clients: true });
  const proxy = await startConnectProxy({ login: `me:${password}` });
  const client = authority.issue("a client");
  const httpPort = await freePort();
  const tls = '{ ca_file = "certificates/ca.pem", cert_file = "certificates/client.pem", key_file = "~/client.key" }';
  const editor = await startEditor({
    settings: {
      "codexOtel.listener.grpcPort": await freePort(),
      "codexOtel.listener.httpPort": httpPort,
      "codexOtel.forward.enabled": true,
      "http.proxy": `http://me:${password}@127.0.0.1:${proxy.port}`,
    },
    homeFiles: {
      "client.key": client.privateKey,
      ".codex/certificates/ca.pem": authority.certificate,
      ".codex/certificates/client.pem": client.certificate,
      ".codex/config.toml": "[otel]\n",
      ".codex/otel-policy.toml": `version = 1
[destinations.siem]
receives = ["*"]
redact = { unknown = "mask" }
forward = { endpoint = "https://${host}:${receiver.port}", protocol = "grpc", tls = ${tls} }
`,
    },
  });
  onTestFinished(() => editor.close());
  const page = await editor.open({ path: join(editor.home, ".codex/config.toml") });
  evidence = () => ({ editor, page });
  await extensionIsActive(page);
  await showSessionsView(page);
  await startListener(page);
  await expandRow(treeRow(page, /^siem/));
  const headers = { "content-type": "application/json" };
  const url = `http://127.0.0.1:${httpPort}/v1/logs`;
  await fetch(url, { method: "POST", headers, body: wire("shell-tools.logs.http.json") });
  const sent = treeRow(page, /^Forwarded to https:\/\/siem\.test.*accepted/);
  await sent.waitFor();
  expect(receiver.items).toBeGreaterThan(0);
  expect(proxy.asked).toContain(`CONNECT ${host}:${receiver.port}`);
  await hoverUntil(sent, page.getByText(`Through the proxy 127.0.0.1:${proxy.port}`));
  expect(await page.locator("body").innerText()).not.toContain(password);
});
