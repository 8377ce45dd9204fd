import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { deflateSync, gzipSync } from "node:zlib";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { describe, expect, onTestFinished, test } from "vitest";
import { Status } from "../../core/otlp/generated/google/rpc/status.ts";
import { HttpReceiver } from "../../listener/receive/httpReceiver.ts";
import { receiverLimits } from "../../listener/receive/receiverLimits.ts";
import { zstdBomb, zstdStored } from "../unit/listener/receive/zstdFrames.ts";
import { openRaw, type RawResponse, sendRaw } from "./rawHttp.ts";
import { type RunningListener, startListener, wire } from "./runningListener.ts";

const limit = 16 * 1024 * 1024;
const protobuf = "content-type: application/x-protobuf";
const json = "content-type: application/json";

const head = (running: RunningListener, ...lines: string[]) => [
  "POST /v1/logs HTTP/1.1",
  `host: ${running.http}`,
  ...lines,
];
const length = (body: Buffer | string) => `content-length: ${Buffer.byteLength(body)}`;

/** What the refusal says, in the encoding it claims to have. */
function refusal(response: RawResponse | undefined): { status: number | undefined; code: number; message: string } {
  const body = response?.body ?? Buffer.alloc(0);
  const isProtobuf = response?.headers["content-type"] === "application/x-protobuf";
  const { code, message } = isProtobuf ? Status.decode(body) : JSON.parse(body.toString());
  return { status: response?.status, code, message };
}

/** Whatever came before, the next good request is received whole. */
async function stillReceives(running: RunningListener): Promise<void> {
  const before = running.listener.totals().events;
  const body = wire("shell-tools.logs.http.pb");
  const response = await sendRaw(running.httpPort, head(running, protobuf, length(body)), body);
  expect(response?.status).toBe(200);
  expect(running.listener.totals().events).toBeGreaterThan(before + 10);
}

describe("A web page", () => {
  test.each(["http://evil.example", "null", "http://127.0.0.1:4318", "vscode-webview://abc"])(
    "with the origin %s cannot post telemetry",
    async (origin) => {
      const running = await startListener();
      const body = wire("shell-tools.logs.http.json");
      const response = await sendRaw(running.httpPort, head(running, json, `origin: ${origin}`, length(body)), body);
      expect(refusal(response)).toMatchObject({ status: 403, code: 7 });
      expect(response?.headers["access-control-allow-origin"]).toBeUndefined();
      expect(running.listener.totals()).toMatchObject({ events: 0, refused: 1 });
      await stillReceives(running);
    },
  );

  test("gets no permission from a preflight request", async () => {
    const running = await startListener();
    const response = await sendRaw(running.httpPort, [
      "OPTIONS /v1/logs HTTP/1.1",
      `host: ${running.http}`,
      "origin: http://evil.example",
      "access-control-request-method: POST",
    ]);
    expect(response?.status).toBe(403);
    expect(Object.keys(response?.headers ?? {}).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test.each([
    "evil.example",
    "127.0.0.1.evil.example:4318",
    "localhost.evil.example",
    "192.168.1.7:4318",
    "[fe80::1]",
    "::1",
    "",
  ])("that reaches this machine under the name %j cannot either", async (host) => {
    const running = await startListener();
    const body = wire("shell-tools.logs.http.json");
    const response = await sendRaw(
      running.httpPort,
      ["POST /v1/logs HTTP/1.1", `host: ${host}`, json, length(body)],
      body,
    );
    expect(refusal(response)).toMatchObject({ status: 403, code: 7 });
    expect(running.listener.totals().events).toBe(0);
  });

  test.each(["localhost", "LOCALHOST:9", "127.0.0.1", "[::1]:4318", "codex.localhost"])(
    "is not meant by the host %s",
    async (host) => {
      const running = await startListener();
      const response = await sendRaw(
        running.httpPort,
        ["POST /v1/logs HTTP/1.1", `host: ${host}`, json, length("{}")],
        "{}",
      );
      expect(response?.status).toBe(200);
    },
  );
});

test("A request with two Host headers is refused with 400", async () => {
  const running = await startListener();
  const lines = ["POST /v1/logs HTTP/1.1", `host: ${running.http}`, "Host: evil.example", json, length("{}")];
  expect(refusal(await sendRaw(running.httpPort, lines, "{}"))).toMatchObject({ status: 400, code: 3 });
  expect(running.listener.totals()).toMatchObject({ requests: 0, refused: 1 });
});

describe("A request that is no export is refused with what the OTLP specification names", () => {
  test.each([
    ["another path", "POST /v2/logs HTTP/1.1", 404, 5],
    ["a path with a slash too many", "POST /v1/logs/ HTTP/1.1", 404, 5],
    ["another method", "GET /v1/logs HTTP/1.1", 405, 12],
    ["a look at the listener with a browser", "GET / HTTP/1.1", 405, 12],
  ])("%s", async (_, line, status, code) => {
    const running = await startListener();
    const response = await sendRaw(running.httpPort, [line, `host: ${running.http}`]);
    expect(refusal(response)).toMatchObject({ status, code });
    if (status === 405) expect(response?.headers.allow).toBe("POST");
    await stillReceives(running);
  });

  test.each([
    ["no content type", ""],
    ["a form", "content-type: application/x-www-form-urlencoded"],
    ["plain text, as a page may send without asking", "content-type: text/plain"],
    ["almost JSON", "content-type: application/jsonp"],
  ])("%s: 415", async (_, type) => {
    const running = await startListener();
    const response = await sendRaw(running.httpPort, head(running, ...(type ? [type] : []), length("{}")), "{}");
    expect(refusal(response)).toMatchObject({ status: 415, code: 3 });
  });

  test("a compression that OTLP doesn't have: 415, with those it has", async () => {
    const running = await startListener();
    const response = await sendRaw(running.httpPort, head(running, json, "content-encoding: br", length("{}")), "{}");
    expect(refusal(response)).toMatchObject({ status: 415 });
    expect(response?.headers["accept-encoding"]).toBe("gzip, deflate, zstd");
  });

  test("JSON with a charset is JSON, and deflate is undone", async () => {
    const running = await startListener();
    const body = deflateSync(wire("shell-tools.logs.http.json"));
    const lines = ["content-type: Application/JSON; charset=utf-8", "content-encoding: deflate", length(body)];
    const response = await sendRaw(running.httpPort, head(running, ...lines), body);
    expect(response?.status).toBe(200);
    expect(running.events.length).toBeGreaterThan(10);
  });
});

const deepValue = (depth: number) => `${'{"arrayValue":{"values":['.repeat(depth)}{}${"]}}".repeat(depth)}`;
const deepLog = (depth: number) => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deepValue(depth)}}]}]}]}`;

describe("A body that is damaged is refused in its own encoding, quotes nothing, and costs nothing received", () => {
  const secret = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
  const whole = wire("shell-tools.logs.http.pb");
  test.each([
    ["garbage as protobuf", protobuf, Buffer.from(`${secret} is no protobuf`)],
    ["protobuf cut off", protobuf, whole.subarray(0, whole.length - 7)],
    ["random bytes", protobuf, Buffer.from("ff00ff00ff00deadbeef", "hex")],
    ["garbage as JSON", json, Buffer.from(`{"resourceLogs": [${secret}`)],
    ["JSON of another kind", json, Buffer.from(`["${secret}"]`)],
    ["a wrong type inside", json, Buffer.from(`{"resourceLogs":[{"scopeLogs":"${secret}"}]}`)],
    ["endless nesting", json, Buffer.from("[".repeat(1_000_000))],
    ["values nested too deeply", json, Buffer.from(deepLog(5000))],
    ["an empty text as JSON", json, Buffer.alloc(0)],
  ])("%s: 400", async (_, type, body) => {
    const running = await startListener();
    const response = await sendRaw(running.httpPort, head(running, type, length(body)), body);
    expect(response?.headers["content-type"]).toBe(type.split(": ")[1]);
    const told = refusal(response);
    expect(told).toMatchObject({ status: 400, code: 3 });
    expect(told.message).not.toContain(secret);
    expect(running.refusals).toEqual([told.message]);
    await stillReceives(running);
  });

  test.each([
    ["gzip cut off", gzipSync(whole).subarray(0, 1000)],
    ["gzip that is none", whole],
    ["zstd cut off", zstdStored(whole).subarray(0, 1000), "zstd"],
    ["zstd that is none", whole, "zstd"],
    ["nothing at all", Buffer.alloc(0)],
    ["nothing at all as zstd", Buffer.alloc(0), "zstd"],
  ])("%s: 400", async (_, body, encoding = "gzip") => {
    const running = await startListener();
    const lines = [protobuf, `content-encoding: ${encoding}`, length(body)];
    expect(refusal(await sendRaw(running.httpPort, head(running, ...lines), body))).toMatchObject({ status: 400 });
    await stillReceives(running);
  });

  test("invalid UTF-8 in a text is received, with the broken characters replaced", async () => {
    const running = await startListener();
    const body = Buffer.concat([
      Buffer.from('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('b"}}]}]}]}'),
    ]);
    const response = await sendRaw(running.httpPort, head(running, json, length(body)), body);
    expect(response?.status).toBe(200);
    expect(running.events[0]?.event.body).toEqual({ kind: "string", value: "a\ufffd\ufffdb" });
  });
});

describe("A body that is too large is refused with 413, and the sender comes to read why", () => {
  test("announced by its length, and sent nevertheless", async () => {
    const running = await startListener();
    const body = Buffer.alloc(limit + 1);
    const response = await sendRaw(running.httpPort, head(running, protobuf, length(body)), body);
    expect(refusal(response)).toMatchObject({ status: 413, code: 8 });
    expect(running.listener.totals()).toMatchObject({ requests: 0, refused: 1 });
    await stillReceives(running);
  });

  test("in chunks of unknown length", async () => {
    const running = await startListener();
    const { socket, response } = openRaw(running.httpPort);
    socket.write(`${head(running, protobuf, "transfer-encoding: chunked").join("\r\n")}\r\n\r\n`);
    const chunk = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 17; i++) socket.write(Buffer.concat([Buffer.from("100000\r\n"), chunk, Buffer.from("\r\n")]));
    socket.write("0\r\n\r\n");
    expect(refusal(await response)).toMatchObject({ status: 413, code: 8 });
    await stillReceives(running);
  });

  test.each(["gzip", "deflate", "zstd"])("a %s bomb, small on the wire", async (encoding) => {
    const running = await startListener();
    const zeros = Buffer.alloc(limit + 1);
    const body =
      encoding === "gzip" ? gzipSync(zeros) : encoding === "deflate" ? deflateSync(zeros) : zstdBomb(limit + 1);
    expect(body.length).toBeLessThan(100_000);
    const lines = [json, `content-encoding: ${encoding}`, length(body)];
    expect(refusal(await sendRaw(running.httpPort, head(running, ...lines), body))).toMatchObject({
      status: 413,
      code: 8,
    });
    await stillReceives(running);
  });

  test("one of exactly the limit is read", async () => {
    const running = await startListener();
    const body = `{"resourceLogs":[]${" ".repeat(limit - 19)}}`;
    expect(Buffer.byteLength(body)).toBe(limit);
    const response = await sendRaw(running.httpPort, head(running, json, length(body)), body);
    expect(response?.status).toBe(200);
  });
});

describe("Millions of empty records in a few kilobytes are refused with 413, and nothing of them is kept", () => {
  const records = (count: number): Buffer => {
    const field = (number: number, content: Buffer) =>
      new BinaryWriter()
        .uint32((number << 3) | 2)
        .bytes(content)
        .finish();
    const content = Buffer.alloc(2 * count, Buffer.of(0x12, 0));
    return Buffer.from(field(1, Buffer.from(field(2, content))));
  };
  test.each([
    ["protobuf", protobuf, records(8_000_000)],
    ["JSON", json, Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${"{},".repeat(5_000_000)}{}]}]}]}`)],
    [
      "JSON of fewer",
      json,
      Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${"{},".repeat(50_000)}{}]}]}]}`),
    ],
  ])("%s", async (_, type, content) => {
    const running = await startListener();
    const body = gzipSync(content);
    for (const path of ["/v1/logs", "/"]) {
      const lines = head(running, type, "content-encoding: gzip", length(body));
      const answer = await sendRaw(running.httpPort, [`POST ${path} HTTP/1.1`, ...lines.slice(1)], body);
      expect(refusal(answer)).toMatchObject({ status: 413, code: 8 });
      expect(refusal(answer).message).toMatch(/^The request has more than [0-9]+ records.*: send smaller batches\.$/);
      expect(answer?.headers["retry-after"]).toBeUndefined();
    }
    expect(running.listener.totals()).toMatchObject({ requests: 0, events: 0, refused: 2 });
    await stillReceives(running);
  });
});

describe("Much at once", () => {
  test("a hundred thousand attributes of one record are all received", async () => {
    const running = await startListener();
    const attributes = Array.from({ length: 100_000 }, (_, index) => ({ key: `a${index}`, value: { intValue: "7" } }));
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] });
    const response = await sendRaw(running.httpPort, head(running, json, length(body)), body);
    expect(response?.status).toBe(200);
    expect(running.events[0]?.event.attributes.size).toBe(100_000);
    await stillReceives(running);
  });

  test("two hundred connections that say nothing keep nobody else from sending", async () => {
    const running = await startListener();
    const idle = Array.from({ length: 200 }, () => openRaw(running.httpPort));
    await Promise.all(idle.map(({ socket }) => once(socket, "connect")));
    await stillReceives(running);
    expect(idle.filter(({ socket }) => socket.destroyed)).toEqual([]);
    await running.listener.stop();
    await Promise.all(idle.map(({ response }) => response));
  });

  test("requests that are begun and never finished, on ever new connections, keep nobody from sending", async () => {
    const running = await startListener();
    const held = new Set<Socket>();
    let isOver = false;
    let opened = 0;
    const hold = () => {
      if (isOver) return;
      opened++;
      const socket = connect(running.httpPort, "127.0.0.1").on("error", () => undefined);
      held.add(socket);
      socket.write(`${head(running, json, "content-length: 100").join("\r\n")}\r\n\r\n{"resource`);
      socket.once("close", () => {
        held.delete(socket);
        hold();
      });
    };
    onTestFinished(() => {
      isOver = true;
      for (const socket of held) socket.destroy();
    });
    for (let i = 0; i < 260; i++) hold();
    await expect.poll(() => opened).toBeGreaterThan(300);
    const body = wire("shell-tools.logs.http.pb");
    for (let i = 0; i < 5; i++) {
      const response = await sendRaw(running.httpPort, head(running, protobuf, length(body)), body);
      expect(response?.status).toBe(200);
    }
  });

  test("good requests among bad ones on one connection are all received", async () => {
    const running = await startListener();
    const body = wire("shell-tools.logs.http.pb");
    const { socket, response } = openRaw(running.httpPort);
    const send = (content: Buffer, ...lines: string[]) =>
      socket.write(
        Buffer.concat([
          Buffer.from(`${head(running, protobuf, length(content), ...lines).join("\r\n")}\r\n\r\n`),
          content,
        ]),
      );
    for (let i = 0; i < 10; i++) {
      send(body);
      send(Buffer.from("garbage"));
    }
    send(body, "connection: close");
    await response;
    expect(running.listener.totals()).toMatchObject({ requests: 11, events: 11 * 28, refused: 10 });
    expect(running.events).toHaveLength(11 * 28);
  });
});

test("While the listener is busy, senders are told to come again in a second, and then are served", async () => {
  let busy = true;
  const running = await startListener(() => busy);
  const body = wire("shell-tools.logs.http.pb");
  const response = await sendRaw(running.httpPort, head(running, protobuf, length(body)), body);
  expect(refusal(response)).toMatchObject({ status: 503, code: 14 });
  expect(response?.headers["retry-after"]).toBe("1");
  expect(running.listener.totals()).toMatchObject({ requests: 0, events: 0, refused: 1 });
  busy = false;
  await stillReceives(running);
});

describe("A sender that takes its time", () => {
  /** Waits that a test can afford. */
  async function impatientReceiver() {
    const accepted: unknown[] = [];
    const refused: string[] = [];
    const sink = {
      accept: (request: unknown) => void accepted.push(request),
      refuse: (why: string) => void refused.push(why),
    };
    const receiver = new HttpReceiver(sink, {
      ...receiverLimits(),
      headersMilliseconds: 100,
      requestMilliseconds: 200,
    });
    const port = await receiver.start("127.0.0.1", 0);
    onTestFinished(() => receiver.stop());
    return { port, accepted, refused };
  }

  /** A request of which the listener has the head and waits for the body. */
  async function halfSent(running: RunningListener) {
    const client = openRaw(running.httpPort);
    const lines = head(running, json, "content-length: 100", "expect: 100-continue");
    client.socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    await once(client.socket, "data");
    client.socket.write('{"resource');
    return client;
  }

  test("over its headers loses its connection", async () => {
    const { port, accepted } = await impatientReceiver();
    const { socket, response } = openRaw(port);
    socket.write("POST /v1/logs HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    expect((await response)?.status).toBe(408);
    expect(accepted).toEqual([]);
  });

  test("over its body loses its connection, and nothing of it is received", async () => {
    const { port, accepted, refused } = await impatientReceiver();
    const { socket, response } = openRaw(port);
    socket.write(`POST /v1/logs HTTP/1.1\r\nhost: localhost\r\n${json}\r\ncontent-length: 100\r\n\r\n{"resource`);
    await response;
    expect(accepted).toEqual([]);
    await expect.poll(() => refused).toHaveLength(1);
  });

  test("and goes away in the middle is counted as refused", async () => {
    const running = await startListener();
    const { socket, response } = await halfSent(running);
    socket.destroy();
    await response;
    await expect
      .poll(() => running.refusals)
      .toEqual(["The sender closed the connection before the request was complete."]);
    await stillReceives(running);
  });

  test("doesn't keep the listener from stopping", async () => {
    const running = await startListener();
    const { response } = await halfSent(running);
    await running.listener.stop();
    await response;
  });
});

test("What isn't HTTP at all is answered with 400 and harms nobody", async () => {
  const running = await startListener();
  const { socket, response } = openRaw(running.httpPort);
  socket.write("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n");
  expect((await response)?.status).toBe(400);
  await stillReceives(running);
});

test("A request that could not be kept is answered with 503, so that its sender tries again", async () => {
  const refused: string[] = [];
  const sink = {
    accept: () => {
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    },
    refuse: (why: string) => void refused.push(why),
  };
  const receiver = new HttpReceiver(sink);
  const port = await receiver.start("127.0.0.1", 0);
  onTestFinished(() => receiver.stop());
  const body = wire("shell-tools.logs.http.pb");
  const lines = ["POST /v1/logs HTTP/1.1", `host: 127.0.0.1:${port}`, protobuf, `content-length: ${body.length}`];
  const response = await sendRaw(port, lines, body);
  expect([response?.status, response?.headers["retry-after"]]).toEqual([503, "1"]);
  expect(refused).toEqual([expect.stringContaining("disk may be full")]);
});

test("A smaller limit on messages is kept to", async () => {
  const sink = { accept: () => undefined, refuse: () => undefined };
  const receiver = new HttpReceiver(sink, { ...receiverLimits(), maximumMessageBytes: 1000 });
  const port = await receiver.start("127.0.0.1", 0);
  onTestFinished(() => receiver.stop());
  const body = wire("shell-tools.logs.http.pb");
  const lines = ["POST /v1/logs HTTP/1.1", `host: 127.0.0.1:${port}`, protobuf, `content-length: ${body.length}`];
  expect((await sendRaw(port, lines, body))?.status).toBe(413);
});

test("A larger message is received when the limit says so", async () => {
  const running = await startListener(undefined, { maximumMessageBytes: 32 * 1024 * 1024 });
  const record = { attributes: [{ key: "output", value: { stringValue: "x".repeat(20 * 1024 * 1024) } }] };
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
  expect((await sendRaw(running.httpPort, head(running, json, length(body)), body))?.status).toBe(200);
  expect(running.listener.totals().events).toBe(1);
});

test("A connection without a single byte does not stay", async () => {
  const sink = { accept: () => undefined, refuse: () => undefined };
  const receiver = new HttpReceiver(sink, { ...receiverLimits(), headersMilliseconds: 100 });
  const port = await receiver.start("127.0.0.1", 0);
  onTestFinished(() => receiver.stop());
  // Node's own limit on heads may be the one that ends it
  expect([undefined, 408]).toContain((await openRaw(port).response)?.status);
});

test("Connections that say nothing keep nobody from sending, however many", async () => {
  const running = await startListener();
  const silent = Array.from({ length: 300 }, () => openRaw(running.httpPort).socket);
  await Promise.all(silent.map((socket) => once(socket, "connect")));
  await stillReceives(running);
});
