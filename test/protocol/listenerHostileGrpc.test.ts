import { once } from "node:events";
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from "node:http2";
import { connect as connectSocket } from "node:net";
import { gzipSync } from "node:zlib";
import { Client, credentials, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { exportPaths, GrpcReceiver } from "../../listener/receive/grpcReceiver.ts";
import { type ReceiverLimits, receiverLimits } from "../../listener/receive/receiverLimits.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { zstdBomb } from "../unit/listener/receive/zstdFrames.ts";
import { type RunningListener, startListener, wire } from "./runningListener.ts";

const limit = 16 * 1024 * 1024;

function openSession(address: string): ClientHttp2Session {
  // a client with more than this to send refuses to hear the answer
  const session = connect(`http://${address}`, { maxSessionMemory: 100 });
  session.on("error", () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

/** A length-prefixed message as gRPC frames it. */
function framed(message: Buffer, compressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed ? 1 : 0, 0);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Sends these bytes as one call and answers with its gRPC status. */
function call(
  session: ClientHttp2Session,
  bytes: Buffer,
  {
    path = exportPaths.logs,
    headers = {},
    end = true,
  }: { path?: string; headers?: Record<string, string>; end?: boolean } = {},
): Promise<{ code: number; message: string }> {
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  stream.on("error", () => undefined);
  if (end) stream.end(bytes);
  else stream.write(bytes);
  return new Promise((resolve) => {
    let seen: IncomingHttpHeaders = {};
    const look = (received: IncomingHttpHeaders) => {
      seen = { ...seen, ...received };
    };
    stream.on("response", look);
    stream.on("trailers", look);
    stream.resume();
    const answer = () =>
      resolve({ code: Number(seen["grpc-status"] ?? -1), message: decodeURI(String(seen["grpc-message"] ?? "")) });
    stream.once("end", answer);
    stream.once("close", answer);
  });
}

const codexMessage = wire("shell-tools.logs.grpc-message.bin");

/** Whatever came before, the next good call is received whole. */
async function stillReceives(running: RunningListener): Promise<void> {
  const before = running.listener.totals().events;
  expect((await call(openSession(running.grpc), framed(codexMessage))).code).toBe(status.OK);
  expect(running.listener.totals().events).toBeGreaterThan(before + 10);
}

test("Each of the three services takes an empty request", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  for (const path of Object.values(exportPaths))
    expect((await call(session, framed(Buffer.alloc(0)), { path })).code).toBe(status.OK);
  expect(running.requests.map(({ signal }) => signal)).toEqual(["logs", "traces", "metrics"]);
});

describe("What cannot be decoded is refused with INVALID_ARGUMENT, quotes nothing, and costs nothing received", () => {
  const secret = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
  test.each([
    ["garbage", Buffer.from(`${secret} is no protobuf`)],
    ["a message cut off", codexMessage.subarray(0, codexMessage.length - 7)],
    ["values nested too deeply", nested(5000)],
  ])("%s", async (_, message) => {
    const running = await startListener();
    const answer = await call(openSession(running.grpc), framed(message));
    expect(answer.code).toBe(status.INVALID_ARGUMENT);
    expect(answer.message).toContain("ExportLogsServiceRequest");
    expect(answer.message).not.toContain(secret);
    expect(running.listener.totals()).toMatchObject({ requests: 0, refused: 1 });
    await stillReceives(running);
  });
});

/** A length-delimited field of the protobuf wire format. */
function field(number: number, content: Buffer): Buffer {
  const size: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 128) {
      size.push(rest);
      break;
    }
    size.push((rest & 127) | 128);
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...size]), content]);
}

/** A request with one log record. */
const requestOf = (logRecord: Buffer) => field(1, field(2, field(2, logRecord)));

/** A log record whose body is a list in a list in a list… */
function nested(depth: number): Buffer {
  let value: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) value = field(5, field(1, value));
  return requestOf(field(5, value));
}

/** An attribute of a log record with a text. */
const attribute = (name: string, text: Buffer) =>
  field(6, Buffer.concat([field(1, Buffer.from(name)), field(2, field(1, text))]));

test("Invalid UTF-8 in a text is received, with the broken characters replaced", async () => {
  const running = await startListener();
  const record = attribute("output", Buffer.from([0x61, 0xff, 0xfe, 0x62]));
  expect((await call(openSession(running.grpc), framed(requestOf(record)))).code).toBe(status.OK);
  expect(running.events[0]?.event.attributes.get("output")).toEqual({ kind: "string", value: "a\ufffd\ufffdb" });
  await stillReceives(running);
});

test("Millions of empty records are refused with RESOURCE_EXHAUSTED, without a time to come again", async () => {
  const running = await startListener();
  const records = Buffer.alloc(2 * 8_000_000, Buffer.of(0x12, 0));
  const message = gzipSync(field(1, field(2, records)));
  const headers = { "grpc-encoding": "gzip" };
  for (const path of Object.values(exportPaths))
    expect(await call(openSession(running.grpc), framed(message, true), { path, headers })).toEqual({
      code: status.RESOURCE_EXHAUSTED,
      message: "The request has more than 50000 records: send smaller batches.",
    });
  expect(running.listener.totals()).toMatchObject({ requests: 0, events: 0, refused: 3 });
  await stillReceives(running);
});

test("A hundred thousand attributes of one record are all received", async () => {
  const running = await startListener();
  const attributes = Array.from({ length: 100_000 }, (_, index) => attribute(`a${index}`, Buffer.from("7")));
  expect((await call(openSession(running.grpc), framed(requestOf(Buffer.concat(attributes))))).code).toBe(status.OK);
  expect(running.events[0]?.event.attributes.size).toBe(100_000);
  await stillReceives(running);
});

test("Two hundred connections that say nothing keep nobody else from sending, nor the listener from stopping", async () => {
  const running = await startListener();
  const [host = "", port] = running.grpc.split(":");
  const idle = Array.from({ length: 200 }, () => connectSocket(Number(port), host));
  const closed = idle.map((socket) => once(socket.on("error", () => undefined).resume(), "close"));
  await Promise.all(idle.map((socket) => once(socket, "connect")));
  await stillReceives(running);
  await running.listener.stop();
  await Promise.all(closed);
});

test("A message over the limit is refused with RESOURCE_EXHAUSTED, before it is read", async () => {
  const running = await startListener();
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(limit + 1, 1);
  const answer = await call(openSession(running.grpc), Buffer.concat([prefix, Buffer.alloc(1000)]));
  expect(answer.code).toBe(status.RESOURCE_EXHAUSTED);
  await expect.poll(() => running.listener.totals().refused).toBe(1);
  await stillReceives(running);
});

test.each([
  ["gzip", () => gzipSync(Buffer.alloc(limit + 1))],
  ["zstd", () => zstdBomb(limit + 1)],
])("A %s bomb, small on the wire, is refused with RESOURCE_EXHAUSTED", async (encoding, makeBomb) => {
  const running = await startListener();
  const bomb = makeBomb();
  expect(bomb.length).toBeLessThan(100_000);
  const answer = await call(openSession(running.grpc), framed(bomb, true), { headers: { "grpc-encoding": encoding } });
  expect(answer.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(running.listener.totals().requests).toBe(0);
  await stillReceives(running);
});

test("gzip that is none is refused, and the next call on the same connection works", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  const answer = await call(session, framed(codexMessage, true), { headers: { "grpc-encoding": "gzip" } });
  expect(answer.code).toBe(status.INTERNAL);
  expect(running.listener.totals()).toMatchObject({ requests: 0 });
  expect(
    (await call(session, framed(gzipSync(codexMessage), true), { headers: { "grpc-encoding": "gzip" } })).code,
  ).toBe(status.OK);
});

test.each([
  ["a service that isn't there", "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export"],
  ["a method that isn't there", "/opentelemetry.proto.collector.logs.v1.LogsService/Import"],
])("%s is answered with UNIMPLEMENTED", async (_, path) => {
  const running = await startListener();
  expect((await call(openSession(running.grpc), framed(codexMessage), { path })).code).toBe(status.UNIMPLEMENTED);
  await stillReceives(running);
});

test("While the listener is busy, calls are answered with UNAVAILABLE, which senders may try again", async () => {
  let busy = true;
  const running = await startListener(() => busy);
  expect((await call(openSession(running.grpc), framed(codexMessage))).code).toBe(status.UNAVAILABLE);
  expect(running.listener.totals()).toMatchObject({ requests: 0, events: 0, refused: 1 });
  busy = false;
  await stillReceives(running);
});

test("A call that is cut off in the middle of its message is counted as refused, and no part of it is received", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  const answer = call(session, framed(codexMessage).subarray(0, 1000), { end: false });
  // answered after the server has seen what came before on this connection
  expect((await call(session, framed(Buffer.alloc(0)))).code).toBe(status.OK);
  session.destroy();
  await answer;
  await expect.poll(() => running.listener.totals()).toMatchObject({ requests: 1, events: 0, refused: 1 });
  await stillReceives(running);
});

test("A sender that takes too long over its message is told so, and hung up on", async () => {
  const refused: string[] = [];
  const sink = { accept: () => undefined, refuse: (why: string) => void refused.push(why) };
  const receiver = new GrpcReceiver(sink, { ...receiverLimits(), requestMilliseconds: 100 });
  const port = await receiver.start("127.0.0.1", 0);
  onTestFinished(() => receiver.stop());
  const session = openSession(`127.0.0.1:${port}`);
  const hungUp = once(session, "close");
  const answer = await call(session, framed(codexMessage).subarray(0, 1000), { end: false });
  expect(answer.code).toBe(status.DEADLINE_EXCEEDED);
  await expect.poll(() => refused).toHaveLength(1);
  await hungUp;
});

test("What isn't HTTP/2 at all, such as a web page's request, is not received", async () => {
  const running = await startListener();
  const [host = "", port] = running.grpc.split(":");
  const socket = connectSocket(Number(port), host);
  socket.on("error", () => undefined);
  socket.write(`POST ${exportPaths.logs} HTTP/1.1\r\nhost: ${running.grpc}\r\ncontent-length: 0\r\n\r\n`);
  socket.resume();
  await new Promise((resolve) => socket.once("close", resolve));
  expect(running.listener.totals()).toMatchObject({ requests: 0, events: 0 });
  await stillReceives(running);
});

test("Thousands of calls at once on one connection are all answered", async () => {
  const running = await startListener();
  const client = new Client(running.grpc, credentials.createInsecure());
  onTestFinished(() => client.close());
  const same = (message: Buffer) => message;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      client.makeUnaryRequest(exportPaths.logs, same, same, Buffer.alloc(0), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  await Promise.all(Array.from({ length: 2000 }, one));
  expect(running.listener.totals()).toMatchObject({ requests: 2000, refused: 0 });
});

test("A half-sent message doesn't keep the listener from stopping", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  const answer = call(session, framed(codexMessage).subarray(0, 1000), { end: false });
  // answered after the server has seen what came before on this connection
  expect((await call(session, framed(Buffer.alloc(0)))).code).toBe(status.OK);
  await running.listener.stop();
  await answer;
});

test("A sender is told in seconds when to come again, while the listener is busy or its disk full", async () => {
  const sink = {
    accept: () => {
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    },
    refuse: () => undefined,
  };
  const receiver = new GrpcReceiver(sink);
  const port = await receiver.start("127.0.0.1", 0);
  onTestFinished(() => receiver.stop());
  const sender = openSender(new URL(`http://127.0.0.1:${port}`), "grpc");
  onTestFinished(() => sender.close());
  await expect(sender.send({ signal: "logs", request: { resourceLogs: [] } })).rejects.toMatchObject({
    retryable: true,
    retryAfterMilliseconds: 1000,
    message: expect.stringContaining("disk may be full"),
  });
});

describe("At the limit of connections", () => {
  async function fewConnections(limits: Partial<ReceiverLimits> = {}) {
    const sink = { accept: () => undefined, refuse: () => undefined };
    const receiver = new GrpcReceiver(sink, { ...receiverLimits(), maximumConnections: 3, ...limits });
    const port = await receiver.start("127.0.0.1", 0);
    onTestFinished(() => receiver.stop());
    return { port, address: `127.0.0.1:${port}` };
  }
  const isOpen = (session: ClientHttp2Session) => !session.closed && !session.destroyed;

  test("one that has never sent anything goes for a new one, and the others go on", async () => {
    const { port, address } = await fewConnections();
    const silent = connectSocket(port, "127.0.0.1").on("error", () => undefined);
    await once(silent.resume(), "connect");
    const sessions = [openSession(address), openSession(address)];
    for (const session of sessions) expect((await call(session, framed(codexMessage))).code).toBe(status.OK);
    const closed = once(silent, "close");
    expect((await call(openSession(address), framed(codexMessage))).code).toBe(status.OK);
    await closed;
    for (const session of sessions) expect((await call(session, framed(codexMessage))).code).toBe(status.OK);
  });

  test("the one that is idle for longest goes when all have sent", async () => {
    const { address } = await fewConnections();
    const sessions = [openSession(address), openSession(address), openSession(address)];
    for (const session of sessions) expect((await call(session, framed(codexMessage))).code).toBe(status.OK);
    const [first] = sessions;
    expect((await call(first as ClientHttp2Session, framed(codexMessage))).code).toBe(status.OK);
    expect((await call(openSession(address), framed(codexMessage))).code).toBe(status.OK);
    await expect.poll(() => sessions.map(isOpen)).toEqual([true, false, true]);
  });

  test("the one goes whose call is unfinished for longest while all are busy, and a whole call stays", async () => {
    const { address } = await fewConnections();
    const sessions: ClientHttp2Session[] = [];
    for (let i = 0; i < 3; i++) {
      const session = openSession(address);
      sessions.push(session);
      void call(session, framed(codexMessage).subarray(0, 1000), { end: false });
      expect((await call(session, framed(Buffer.alloc(0)))).code).toBe(status.OK);
    }
    expect((await call(openSession(address), framed(codexMessage))).code).toBe(status.OK);
    await expect.poll(() => sessions.map(isOpen)).toEqual([false, true, true]);
  });

  test("calls that are begun and never finished, on ever new connections, keep nobody from sending", async () => {
    const { address } = await fewConnections({ maximumConnections: 256 });
    const held = new Set<ClientHttp2Session>();
    let isOver = false;
    let opened = 0;
    const hold = () => {
      if (isOver) return;
      opened++;
      const session = connect(`http://${address}`).on("error", () => undefined);
      held.add(session);
      void call(session, framed(codexMessage).subarray(0, 1000), { end: false });
      session.once("close", () => {
        held.delete(session);
        hold();
      });
    };
    onTestFinished(() => {
      isOver = true;
      for (const session of held) session.destroy();
    });
    for (let i = 0; i < 260; i++) hold();
    await expect.poll(() => opened).toBeGreaterThan(300);
    for (let i = 0; i < 5; i++) {
      const session = openSession(address);
      expect((await call(session, framed(codexMessage))).code).toBe(status.OK);
      session.destroy();
    }
  });

  test("one without a single byte does not stay", async () => {
    const { port, address } = await fewConnections({ headersMilliseconds: 100 });
    const silent = connectSocket(port, "127.0.0.1").on("error", () => undefined);
    const session = openSession(address);
    expect((await call(session, framed(codexMessage))).code).toBe(status.OK);
    await once(silent.resume(), "close");
    expect((await call(session, framed(codexMessage))).code).toBe(status.OK);
  });
});

test("A call with the origin of a web page is refused", async () => {
  const running = await startListener();
  const headers = { origin: "http://evil.example" };
  const answer = await call(openSession(running.grpc), framed(codexMessage), { headers });
  expect(answer.code).toBe(status.PERMISSION_DENIED);
  expect(running.listener.totals()).toMatchObject({ requests: 0, refused: 1 });
});

test("What is sent over HTTP/2 without being gRPC is answered with 415", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  for (const headers of [{ ":method": "GET" }, { ":method": "POST", "content-type": "application/json" }]) {
    const stream = session.request({ ":path": exportPaths.logs, ...headers });
    const [answer] = (await once(stream.resume(), "response")) as [IncomingHttpHeaders];
    expect(answer[":status"]).toBe(415);
  }
  expect(running.listener.totals()).toMatchObject({ requests: 0, refused: 2 });
  await stillReceives(running);
});

describe("A call of more than one message, or of none", () => {
  test.each([
    ["none", Buffer.alloc(0)],
    ["two", Buffer.concat([framed(codexMessage), framed(codexMessage)])],
  ])("%s is answered with UNIMPLEMENTED, and nothing of it is received", async (_, bytes) => {
    const running = await startListener();
    expect((await call(openSession(running.grpc), bytes)).code).toBe(status.UNIMPLEMENTED);
    expect(running.listener.totals()).toMatchObject({ requests: 0, refused: 1 });
    await stillReceives(running);
  });
});

test("A message is received a byte at a time too", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  const stream = session.request({ ":method": "POST", ":path": exportPaths.logs, "content-type": "application/grpc" });
  let code = "";
  stream.on("trailers", (trailers) => {
    code = String(trailers["grpc-status"]);
  });
  for (const byte of framed(codexMessage).subarray(0, 20)) {
    stream.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  stream.end(framed(codexMessage).subarray(20));
  await once(stream.resume(), "close");
  expect([code, running.listener.totals().requests]).toEqual(["0", 1]);
});

test("A larger message is received when the limit says so, and not without it", async () => {
  const message = requestOf(attribute("output", Buffer.alloc(20 * 1024 * 1024, "x")));
  const wide = await startListener(undefined, { maximumMessageBytes: 32 * 1024 * 1024 });
  expect((await call(openSession(wide.grpc), framed(message))).code).toBe(status.OK);
  expect(wide.listener.totals().events).toBe(1);
  const usual = await startListener();
  expect((await call(openSession(usual.grpc), framed(message))).code).toBe(status.RESOURCE_EXHAUSTED);
});

test("Calls that are opened and reset at once, again and again, keep nobody else from sending", async () => {
  const running = await startListener();
  const session = openSession(running.grpc);
  for (let round = 0; round < 50; round++) {
    const streams = Array.from({ length: 100 }, () =>
      session.request({
        ":method": "POST",
        ":path": exportPaths.logs,
        "content-type": "application/grpc",
        te: "trailers",
      }),
    );
    for (const stream of streams) {
      stream.on("error", () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
    }
    await new Promise(setImmediate);
    if (session.destroyed) break;
  }
  await stillReceives(running);
});

test("A head that never ends costs its connection, and nobody else's", async () => {
  const running = await startListener();
  const [host = "", port] = running.grpc.split(":");
  const socket = connectSocket(Number(port), host);
  socket.on("error", () => undefined);
  const frame = (type: number, flags: number, stream: number, payload: Buffer) => {
    const header = Buffer.alloc(9);
    header.writeUIntBE(payload.length, 0, 3);
    header.writeUInt8(type, 3);
    header.writeUInt8(flags, 4);
    header.writeUInt32BE(stream, 5);
    return Buffer.concat([header, payload]);
  };
  socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  socket.write(frame(4, 0, 0, Buffer.alloc(0)));
  socket.write(frame(1, 0, 1, Buffer.alloc(0)));
  // literal header fields without indexing: x = 4 KiB of a
  const field = Buffer.concat([Buffer.from([0x00, 0x01, 0x78, 0x7f, 0x81, 0x1f]), Buffer.alloc(4096, 0x61)]);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resume();
  for (let sent = 0; sent < 5000 && !socket.destroyed; sent++) {
    if (!socket.write(frame(9, 0, 1, field)))
      await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
  }
  await closed;
  await stillReceives(running);
});

test("Values nested too deeply are refused with INVALID_ARGUMENT", async () => {
  const running = await startListener();
  const wrap = (field: number, inner: Buffer): Buffer => {
    const length = inner.length;
    const size = length < 128 ? [length] : length < 16_384 ? [(length & 0x7f) | 0x80, length >>> 7] : [];
    const varint = size.length > 0 ? size : [(length & 0x7f) | 0x80, ((length >>> 7) & 0x7f) | 0x80, length >>> 14];
    return Buffer.concat([Buffer.of((field << 3) | 2, ...varint), inner]);
  };
  let value: Buffer = Buffer.from([0x0a, 0x01, 0x61]);
  for (let depth = 0; depth < 3000; depth++) value = wrap(5, wrap(1, value));
  const message = wrap(1, wrap(2, wrap(2, wrap(5, value))));
  expect((await call(openSession(running.grpc), framed(message))).code).toBe(status.INVALID_ARGUMENT);
  await stillReceives(running);
});
