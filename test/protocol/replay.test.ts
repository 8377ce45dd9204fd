import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { encodeResponse, encodeStatus } from "../../core/otlp/protobuf.ts";
import { countItems } from "../../core/otlp/requests.ts";
import { readCapture } from "../../listener/record/captureFile.ts";
import { codexOtel, protocols, replay, scratchFolder } from "./commandLine.ts";
import { capture, startListener } from "./runningListener.ts";

const allSignals = capture("shell-tools.all.otlp.jsonl.gz");

describe.each(protocols)("replay over %s", (protocol) => {
  test("sends every request of every signal as it was recorded, in order", async () => {
    const running = await startListener();
    const to = `http://${protocol === "grpc" ? running.grpc : running.http}`;
    const { exitCode, stdout, stderr } = await codexOtel("replay", allSignals, "--to", to, "--protocol", protocol);
    const recorded = [];
    for await (const request of readCapture(allSignals)) recorded.push(request);
    expect(new Set(recorded.map(({ signal }) => signal)).size).toBe(3);
    expect(running.requests).toEqual(recorded);
    const items = recorded.reduce((sum, request) => sum + countItems(request), 0);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toBe(
      `sent ${recorded.length} requests with ${items} records, spans and metric points to ${new URL(to).host}\n`,
    );
  });

  test("says so when nobody listens there", async () => {
    const { exitCode, stderr } = await codexOtel(
      ...["replay", capture("secrets.logs.otlp.jsonl"), "--to", "http://127.0.0.1:1", "--protocol", protocol],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`No OTLP receiver answers over ${protocol === "grpc" ? "gRPC" : "HTTP"}`);
  });
});

/** A receiver over HTTP that answers every request the same way. */
async function receiver(
  status: number,
  contentType: string,
  body: Uint8Array,
): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    paths.push(request.url ?? "");
    request.resume().once("end", () => response.writeHead(status, { "content-type": contentType }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}

const protobuf = "application/x-protobuf";
const json = "application/json";
const jsonBody = (value: object) => Buffer.from(JSON.stringify(value));

describe("A receiver that is busy", () => {
  test("over HTTP says when to come again, and gets everything once and in order", async () => {
    const seen: string[] = [];
    const server = createServer(async (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      seen.push(Buffer.concat(chunks).toString());
      // every other time
      const busy = seen.length % 2 === 1;
      response.writeHead(busy ? 503 : 200, { "content-type": json, ...(busy && { "retry-after": "0" }) }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = capture("many-turns.logs.otlp.jsonl");
    const { exitCode, stderr } = await replay(file, "--to", to, "--protocol", "http-json");
    const sent = (await readFile(file, "utf8")).trimEnd().split("\n").length;
    expect({ exitCode, requests: seen.length }).toEqual({ exitCode: 0, requests: 2 * sent });
    expect(stderr).toMatch(new RegExp(`^sent ${sent} requests`, "m"));
    for (let i = 0; i < seen.length; i += 2) expect(seen[i + 1]).toBe(seen[i]);
  });

  test("over gRPC gets everything a moment later", async () => {
    let asked = 0;
    const running = await startListener(() => asked++ === 0);
    const { exitCode } = await replay(...[capture("secrets.logs.otlp.jsonl"), "--to", `http://${running.grpc}`]);
    expect({ exitCode, ...running.listener.totals() }).toMatchObject({ exitCode: 0, events: 18, refused: 1 });
  });
});

describe("What the receiver says is passed on", () => {
  test.each([
    ["http-protobuf", protobuf, encodeStatus(16, "the key was\u001b[31m refused")],
    ["http-json", json, jsonBody({ code: 16, message: "the key was\u001b[31m refused" })],
  ])(
    "a refusal over %s, with its words and without its control characters; nothing more is sent",
    async (name, type, body) => {
      const { url, paths } = await receiver(401, type, body);
      const file = capture("many-turns.logs.otlp.jsonl");
      const { exitCode, stderr } = await replay(file, "--to", url, "--protocol", name);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        "codex-otel: The receiver refused the request with HTTP status 401: the key was\\u{1b}[31m refused\n",
      );
      expect(stderr).toContain("sent 0 requests");
      expect(paths).toEqual(["/v1/logs"]);
    },
  );

  test.each([
    ["http-protobuf", protobuf, encodeResponse("logs", { rejected: 2, message: "too old" })],
    ["http-json", json, jsonBody({ partialSuccess: { rejectedLogRecords: "2", errorMessage: "too old" } })],
  ])("a partial success over %s; the exit code tells of it", async (name, type, body) => {
    const { url } = await receiver(200, type, body);
    const file = capture("secrets.logs.otlp.jsonl");
    const { exitCode, stderr } = await replay(file, "--to", url, "--protocol", name);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("The receiver rejected 2 items: too old");
  });

  test("a refusal over gRPC with its words, also the one of a receiver that stays busy", async () => {
    const { grpc } = await startListener(() => true);
    const file = capture("secrets.logs.otlp.jsonl");
    const { exitCode, stderr } = await replay(file, "--to", `http://${grpc}`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "The receiver refused the request (UNAVAILABLE): What came before is still to be worked off: send the request again in a second.\n",
    );
  });

  test("an answer that says nothing", async () => {
    const { url } = await receiver(503, "text/html", Buffer.from("<html>busy</html>"));
    const file = capture("secrets.logs.otlp.jsonl");
    const { stderr } = await replay(file, "--to", url, "--protocol", "http-json");
    expect(stderr).toContain("The receiver refused the request with HTTP status 503.\n");
  });
});

test.each([
  ["", "/v1/logs"],
  ["/", "/v1/logs"],
  ["/v1/logs", "/v1/logs"],
  ["/v1/traces", "/v1/logs"],
  ["/otlp", "/otlp/v1/logs"],
  ["/otlp/v1/logs?tenant=a", "/otlp/v1/logs?tenant=a"],
])("Over HTTP, logs sent to a URL with the path %j arrive at %s", async (given, expected) => {
  const { url, paths } = await receiver(200, json, jsonBody({}));
  const file = capture("secrets.logs.otlp.jsonl");
  const { exitCode } = await replay(file, "--to", `${url}${given}`, "--protocol", "http-json");
  expect(exitCode).toBe(0);
  expect(new Set(paths)).toEqual(new Set([expected]));
});

describe("A capture", () => {
  const line = (name: string) =>
    JSON.stringify({ resourceLogs: [{ scopeLogs: [{ scope: { name }, logRecords: [{}] }] }] });

  async function replayed(content: string | Buffer) {
    const file = join(await scratchFolder(), "capture.jsonl");
    await writeFile(file, content);
    const running = await startListener();
    const ended = await replay(file, "--to", `http://${running.grpc}`);
    return { ...ended, names: running.events.map(({ event }) => event.scope) };
  }

  test("may have empty lines, Windows line ends, no last line end, and other separators inside of texts", async () => {
    const { exitCode, names } = await replayed(`${line("a")}\r\n\n${line("b\u2028c")}\n  \n${line("d")}`);
    expect({ exitCode, names }).toEqual({ exitCode: 0, names: ["a", "b\u2028c", "d"] });
  });

  test("may be gzipped under any name", async () => {
    expect((await replayed(gzipSync(`${line("a")}\n${line("b")}\n`))).names).toEqual(["a", "b"]);
  });

  test("may be empty", async () => {
    expect(await replayed("")).toMatchObject({ exitCode: 0, names: [] });
  });

  test("that is broken is told with its line; what came before was sent", async () => {
    const { exitCode, stderr, names } = await replayed(`${line("a")}\n{"resourceLogs": 7}\n${line("c")}\n`);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/capture\.jsonl, line 2: .*\nsent 1 requests/);
    expect(names).toEqual(["a"]);
  });

  test("that was cut off while it was gzipped is told", async () => {
    const whole = gzipSync(`${line("a")}\n`.repeat(50));
    const { exitCode, stderr } = await replayed(whole.subarray(0, whole.length - 12));
    expect(exitCode).toBe(1);
    expect(stderr).toContain("cannot be read");
  });
});

test("--speed keeps the pauses of the recording, divided", async () => {
  const at = (seconds: number) =>
    JSON.stringify({
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ observedTimeUnixNano: `${1_795_434_900 + seconds}000000000` }] }] },
      ],
    });
  const file = join(await scratchFolder(), "capture.jsonl");
  await writeFile(file, `${at(0)}\n${at(100)}\n${at(200)}\n`);
  const running = await startListener();
  const started = performance.now();
  const { exitCode } = await replay(file, "--to", `http://${running.grpc}`, "--speed", "1000");
  expect(exitCode).toBe(0);
  expect(running.events).toHaveLength(3);
  // a timer may be late, never early: 200 s of recording at 1000 times the speed
  expect(performance.now() - started).toBeGreaterThanOrEqual(200);
});

test.each([
  [[], "Name at least one recorded file."],
  [
    ["a.jsonl"],
    "--to is missing: it must be a URL such as http://127.0.0.1:4317, or one with https:// for another machine.",
  ],
  [["a.jsonl", "--to", "http://collector.example:4317"], "--to must be a URL"],
  [["a.jsonl", "--to", "http://127.0.0.1.evil.example:4317"], "--to must be a URL"],
  [["a.jsonl", "--to", "127.0.0.1:4317"], "--to must be a URL"],
  [["a.jsonl", "--to", "ftp://127.0.0.1"], "--to must be a URL"],
  [
    ["a.jsonl", "--to", "http://127.0.0.1:1", "--protocol", "udp"],
    "--protocol must be grpc, http-protobuf or http-json.",
  ],
  [["a.jsonl", "--to", "http://127.0.0.1:1", "--speed", "0"], "--speed must be a number greater than 0."],
])("Wrong use is told: %j", async (args, message) => {
  const { exitCode, stderr } = await replay(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('See "codex-otel replay --help".');
});

test("A file that isn't there is told", async () => {
  const { exitCode, stderr } = await replay("no-such-file.jsonl", "--to", "http://127.0.0.1:1");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("no-such-file.jsonl cannot be read (ENOENT).");
});
