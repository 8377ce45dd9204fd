import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { codexRecord, logsOf } from "../unit/listener/store/receivedEvents.ts";
import { certificateAuthority } from "./certificates.ts";
import { scratchFolder } from "./commandLine.ts";
import { startTlsReceiver } from "./tlsReceiver.ts";

const isInstalled = spawnSync("tinyproxy", ["-v"]).error === undefined;
const records = decodeRequest("logs", logsOf([codexRecord("codex.api_request", "a session")]).bytes);

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    }).once("error", () => resolve(false));
  });

/** One that wants name and password, and lets through to one port alone. */
async function startTinyproxy(connectPort: number): Promise<{ port: number; log: () => Promise<string> }> {
  const folder = await scratchFolder();
  const port = await freePort();
  const [configuration, log] = [join(folder, "tinyproxy.conf"), join(folder, "tinyproxy.log")];
  const lines = [
    ...[`Port ${port}`, "Listen 127.0.0.1", "Allow 127.0.0.1", "Timeout 60", "MaxClients 20"],
    ...["BasicAuth me secret", `ConnectPort ${connectPort}`, `LogFile "${log}"`, "LogLevel Connect"],
  ];
  await writeFile(configuration, `${lines.join("\n")}\n`);
  const child: ChildProcess = spawn("tinyproxy", ["-d", "-c", configuration], { stdio: "ignore" });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill();
    await ended;
  });
  await expect.poll(() => answers(port), { timeout: 20_000 }).toBe(true);
  return { port, log: () => readFile(log, "utf8") };
}

describe.skipIf(!isInstalled).each(otlpProtocols)("Through a real tinyproxy over %s", (protocol) => {
  const authority = certificateAuthority();
  afterAll(() => authority.dispose());

  test("a receiver gets what is sent, with name and password alone, and at the port that is allowed alone", async () => {
    const receiver = await startTlsReceiver(protocol, { authority, host: "localhost", clients: true });
    const proxy = await startTinyproxy(receiver.port);
    const tls = { ...authority.issue("a client"), ca: authority.certificate };
    const send = (login: string | undefined, port = receiver.port) => {
      const authorization = login === undefined ? {} : { authorization: `Basic ${btoa(login)}` };
      const way = { host: "127.0.0.1", port: proxy.port, secure: false, strictTls: true, origin: "HTTPS_PROXY" };
      const options = { tls, proxy: { ...way, ...authorization }, timeoutMilliseconds: 20_000 };
      const sender = openSender(new URL(`https://localhost:${port}`), protocol, options);
      onTestFinished(() => sender.close());
      return sender.send(records);
    };
    await send("me:secret");
    expect(receiver.items).toBe(1);
    expect(await proxy.log()).toContain(`CONNECT localhost:${receiver.port}`);
    const refused = (status: number) => ({ failure: { kind: "proxy", reason: { kind: "answer", status } } });
    await expect(send(undefined)).rejects.toMatchObject(refused(407));
    await expect(send("me:wrong")).rejects.toMatchObject(refused(401));
    await expect(send("me:secret", 1)).rejects.toMatchObject(refused(403));
    expect(receiver.items).toBe(1);
  });
});
