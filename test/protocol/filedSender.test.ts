import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { codexRecord, logsOf } from "../unit/listener/store/receivedEvents.ts";
import { certificateAuthority } from "./certificates.ts";
import { scratchFolder } from "./commandLine.ts";
import { startTlsReceiver } from "./tlsReceiver.ts";

const [authority, another] = [certificateAuthority(), certificateAuthority()];
afterAll(() => {
  authority.dispose();
  another.dispose();
});
const records = decodeRequest("logs", logsOf([codexRecord("codex.api_request", "a session")]).bytes);

test.each(otlpProtocols)("Over %s a certificate that was renewed counts at the next attempt", async (protocol) => {
  const folder = await scratchFolder();
  const write = async (issuer: typeof authority) => {
    const { certificate, privateKey } = issuer.issue("a client");
    await writeFile(join(folder, "client.pem"), certificate);
    await writeFile(join(folder, "client.key"), privateKey);
  };
  await writeFile(join(folder, "ca.pem"), authority.certificate);
  await write(another);
  const receiver = await startTlsReceiver(protocol, { authority, host: "localhost", clients: true });
  const files = {
    tls: { caFile: "ca.pem", certFile: "client.pem", keyFile: "client.key" },
    place: { file: join(folder, "otel-policy.toml"), home: folder },
  };
  const sender = openSender(new URL(`https://localhost:${receiver.port}`), protocol, { files });
  onTestFinished(() => sender.close());
  await expect(sender.send(records)).rejects.toMatchObject({ retryable: true });
  await write(authority);
  await sender.send(records);
  await sender.send(records);
  expect(receiver.items).toBe(2);
});
