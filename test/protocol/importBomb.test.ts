import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { bundles } from "./bundles.ts";
import { codexOtel } from "./commandLine.ts";

const patience = 180_000;

const line = (session: string) =>
  `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"event.name","value":{"stringValue":"codex.user_prompt"}},{"key":"conversation.id","value":{"stringValue":"${session}"}}]}]}]}]}\n`;

let folder = "";
let bomb = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codex-otel-bomb-"));
  bomb = join(folder, "bomb.jsonl.gz");
  const part = Buffer.alloc(1 << 24, "a");
  function* parts() {
    yield `${line("before")}{"resourceLogs":["`;
    for (let number = 0; number < 40; number++) yield part;
    yield `"]}\n${line("behind")}`;
  }
  await pipeline(Readable.from(parts()), createGzip({ level: 9 }), createWriteStream(bomb));
}, patience);
afterAll(() => rm(folder, { recursive: true, force: true }));

test(
  "A shared file of a megabyte that unzips to a line of 640 MB: the lines around it are imported, others are served",
  async () => {
    expect((await stat(bomb)).size).toBeLessThan(2_000_000);
    const host = new ListenerWorkerHost(join(await bundles(), "listener-worker.js"));
    onTestFinished(() => host.dispose());
    const options = { host: "127.0.0.1", grpcPort: 0, httpPort: 0, policyText: undefined, maximumEvents: 1000 };
    const { http } = await host.request("start", options);
    let imported = false;
    const importing = host.request("importFiles", { files: [bomb] }).finally(() => {
      imported = true;
    });
    let answered = 0;
    while (!imported) {
      const headers = { "content-type": "application/json" };
      const { status } = await fetch(`http://${http}/v1/logs`, { method: "POST", headers, body: "{}" });
      expect(status).toBe(200);
      answered++;
    }
    expect(await importing).toMatchObject({ files: 1, requests: 2, broken: 1 });
    expect((await importing).firstFailure).toMatch(/line 2: it is longer than 16 MiB\.$/);
    // One sender after the other was answered while the line was passed over.
    expect(answered).toBeGreaterThan(10);
    const sessions = await host.request("sessions", undefined);
    expect(sessions.map(({ id }) => id)).toEqual(expect.arrayContaining(["before", "behind"]));
  },
  patience,
);

test(
  "route reads it too, says what is missing, and fails",
  async () => {
    const { exitCode, stderr, stdout } = await codexOtel(
      "route",
      bomb,
      "--policy",
      "built-in",
      "--destination",
      "siem",
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/line 2: it is longer than 16 MiB\. It is left out\./);
    expect(stdout).not.toBe("");
  },
  patience,
);
