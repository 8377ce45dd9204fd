import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { OtlpProtocol } from "../../core/otlp/otlpProtocol.ts";
import { codexProxyFor } from "../../listener/send/codexProxy.ts";
import { ensureCodex } from "../programs/codex.ts";
import { runCodex, scriptedProvider } from "../programs/codexSession.ts";
import { startScriptedModel } from "../programs/scriptedModel.ts";

/** A proxy that lets nothing through, and says what it was asked for. */
async function startRefusingProxy() {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    response.writeHead(502).end();
  });
  proxy.on("connect", ({ url }, socket) => {
    asked.push(`CONNECT ${url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { asked, port: (proxy.address() as AddressInfo).port };
}

const secure = "https://collector.invalid:4318/v1/logs";
const plain = "http://collector.invalid:4318/v1/logs";
const local = "http://localhost:4399/v1/logs";
const grpc = "https://collector.invalid:4317";

/** `PROXY` stands for the address of the proxy, `DEAD` for one that nobody answers at. */
const cases: readonly (readonly [string, OtlpProtocol, Readonly<Record<string, string>>])[] = [
  [secure, "http-protobuf", { HTTPS_PROXY: "PROXY" }],
  [secure, "http-protobuf", { ALL_PROXY: "PROXY" }],
  [secure, "http-protobuf", { HTTPS_PROXY: "PROXY", NO_PROXY: "127.0.0.1,invalid" }],
  [secure, "http-protobuf", { HTTPS_PROXY: "DEAD", https_proxy: "PROXY" }],
  [plain, "http-json", { HTTP_PROXY: "PROXY" }],
  [plain, "http-json", { http_proxy: "PROXY" }],
  [local, "http-json", { HTTP_PROXY: "PROXY" }],
  [grpc, "grpc", { HTTPS_PROXY: "PROXY", https_proxy: "PROXY", ALL_PROXY: "PROXY" }],
];

test.each(cases)("Codex takes the way that we say: to %s over %s with %j", async (endpoint, protocol, variables) => {
  const proxy = await startRefusingProxy();
  const model = await startScriptedModel([{ message: "Done." }]);
  const folder = await mkdtemp(join(tmpdir(), "codex-proxy-"));
  const home = await mkdtemp(join(tmpdir(), "codex-home-"));
  onTestFinished(async () => {
    await model.close();
    await Promise.all([folder, home].map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })));
  });
  const exporter =
    protocol === "grpc"
      ? `{ otlp-grpc = { endpoint = "${endpoint}" } }`
      : `{ otlp-http = { endpoint = "${endpoint}", protocol = "${protocol === "http-json" ? "json" : "binary"}" } }`;
  const config = `${scriptedProvider(model.baseUrl)}\n[otel]\nexporter = ${exporter}\n`;
  await writeFile(join(home, "config.toml"), config);
  const environment: Record<string, string> = {
    // the model is on this machine, and reached without the proxy
    NO_PROXY: "127.0.0.1",
    ...Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value.replace("PROXY", `http://127.0.0.1:${proxy.port}`).replace("DEAD", "http://127.0.0.1:1"),
      ]),
    ),
  };
  const args = ["exec", "--skip-git-repo-check", "--sandbox", "danger-full-access", "Say that you are done"];
  const { exitCode } = await runCodex(await ensureCodex(), args, { cwd: folder, codexHome: home, environment });
  expect(exitCode).toBe(0);
  const { host } = new URL(endpoint);
  const came = proxy.asked.some((line) =>
    line.startsWith("CONNECT ") ? line === `CONNECT ${host}` : line.includes(host),
  );
  const said = codexProxyFor(new URL(endpoint), protocol, (name) => environment[name]);
  expect(came).toBe(said?.port === proxy.port);
});
