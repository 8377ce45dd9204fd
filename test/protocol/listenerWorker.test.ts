import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { decodeRequest } from "../../core/otlp/protobuf.ts";
import type { ListenerOptions } from "../../listener/protocol/listenerOptions.ts";
import type { ListenerNews } from "../../listener/protocol/listenerRequests.ts";
import { readCapture } from "../../listener/record/captureFile.ts";
import { openSender } from "../../listener/send/otlpSender.ts";
import { ListenerWorkerHost } from "../../listener/worker/workerHost.ts";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { codexRecord, logsOf } from "../unit/listener/store/receivedEvents.ts";
import { bundles } from "./bundles.ts";
import { planted, scratchFolder } from "./commandLine.ts";
import { capture, wire } from "./runningListener.ts";

const anyPorts: ListenerOptions = {
  grpcPort: 0,
  httpPort: 0,
  host: "127.0.0.1",
  policyText: undefined,
  maximumEvents: 1000,
};

let workerFile = "";
beforeAll(async () => {
  workerFile = join(await bundles(), "listener-worker.js");
});

function startHost(): ListenerWorkerHost {
  const host = new ListenerWorkerHost(workerFile);
  onTestFinished(() => host.dispose());
  return host;
}

async function post(http: string, body: Buffer | string = wire("shell-tools.logs.http.json")): Promise<number> {
  const headers = { "content-type": "application/json" };
  return (await fetch(`http://${http}/v1/logs`, { method: "POST", headers, body })).status;
}

/** A started worker with the session that Codex sent to it. */
async function withSession() {
  const host = startHost();
  const news: ListenerNews[] = [];
  host.onChanged((told) => void news.push(told));
  const addresses = await host.request("start", anyPorts);
  expect(await post(addresses.http)).toBe(200);
  const session = (await host.request("sessions", undefined)).find(({ id }) => id !== "");
  if (!session) throw new Error("no session arrived");
  return { host, addresses, news, session };
}

describe("The owner of the worker", () => {
  test("is told which sessions got events, and how many in all", async () => {
    const { host, news, session } = await withSession();
    await expect.poll(() => news.length).toBeGreaterThan(0);
    expect(news.flatMap(({ sessions }) => sessions)).toContain(session.id);
    expect(news.at(-1)?.totals).toEqual(await host.request("totals", undefined));
    expect(news.at(-1)?.totals).toMatchObject({ requests: 1, refused: 0 });
  });

  test("is told that everything has changed when it was too much to be named", async () => {
    const { host, addresses, news } = await withSession();
    const told = () => news.some(({ sessions }) => sessions === "any");
    const records = (from: number) =>
      Array.from({ length: 2500 }, (_, i) => codexRecord("codex.api_request", `session ${from + i}`));
    const sender = openSender(new URL(`http://${addresses.grpc}`), "grpc");
    onTestFinished(() => sender.close());
    for (let i = 0; i < 20 && !told(); i++) await sender.send(decodeRequest("logs", logsOf(records(i * 2500)).bytes));
    await expect.poll(told).toBe(true);
    expect(Math.max(...news.map(({ sessions }) => sessions.length))).toBeLessThanOrEqual(1000);
    expect((await host.request("sessions", undefined)).length).toBeLessThanOrEqual(1000);
  });

  test("has a recording go on from before anything is received, or learns that it did not", async () => {
    const file = join(await scratchFolder(), "capture.otlp.jsonl");
    const host = startHost();
    const limits = { maximumBytes: 1_000_000, keep: 2 };
    const { http } = await host.request("start", { ...anyPorts, resumeRecording: { file, ...limits } });
    expect(await post(http)).toBe(200);
    expect(await host.request("recording", undefined)).toEqual({ file, requests: 1, ...limits });
    const other = startHost();
    await other.request("start", { ...anyPorts, resumeRecording: { file: join(file, "no folder") } });
    expect(await other.request("recording", undefined)).toBeUndefined();
  });

  test.skipIf(!existsSync("/dev/full"))("is told that a recording has ended because the disk is full", async () => {
    const { host, addresses } = await withSession();
    const failures: string[] = [];
    host.onNews((news) => "recordingFailed" in news && failures.push(news.recordingFailed));
    await host.request("startRecording", { file: "/dev/full" });
    for (let request = 0; request < 2; request++) expect(await post(addresses.http)).toBe(200);
    await expect.poll(() => failures).toEqual([expect.stringContaining("/dev/full cannot be written (ENOSPC)")]);
    expect(await host.request("recording", undefined)).toBeUndefined();
  });

  test("gets few messages for many requests", async () => {
    const { host, addresses, news } = await withSession();
    for (let i = 0; i < 30; i++) await post(addresses.http);
    await expect.poll(() => news.at(-1)?.totals.requests).toBe(31);
    expect(news.length).toBeLessThan(31);
    expect((await host.request("totals", undefined)).events).toBe(news.at(-1)?.totals.events);
  });

  test("walks from the session over its turns and events to what each destination gets", async () => {
    const { host, session } = await withSession();
    const turns = await host.request("turns", { session: session.id });
    expect(turns.map(({ turn }) => turn)).toEqual([0, 1]);
    expect(turns[1]?.prompt).toBe("List the files and count the lines of the readme");
    const page = await host.request("events", { session: session.id, turn: 1, offset: 0, limit: 200 });
    expect(page.rows).toHaveLength(page.total);
    const second = await host.request("events", { session: session.id, turn: 1, offset: 1, limit: 2 });
    expect(second.rows.map(({ id }) => id)).toEqual(page.rows.slice(1, 3).map(({ id }) => id));

    const id = page.rows.find(({ name }) => name === "codex.tool_decision")?.id ?? -1;
    const detail = await host.request("event", { id });
    expect(detail?.attributes.find(({ name }) => name === "decision")).toMatchObject({
      type: "string",
      class: "metadata",
    });
    const destinations = (await host.request("destinations", undefined)).map(({ name }) => name);
    expect(destinations).toEqual(["siem", "lake", "restricted"]);
    expect(detail?.routes.map(({ destination }) => destination)).toEqual(destinations);
    expect(detail?.routes.every(({ rule, reason }) => rule.startsWith("destinations.") && reason !== "")).toBe(true);

    const preview = await host.request("preview", { id, destination: "siem" });
    const [received, delivered] = [JSON.parse(preview?.received ?? ""), JSON.parse(preview?.delivered ?? "")];
    expect(Object.keys(received)).toEqual([
      "event",
      "time",
      "session",
      "turn",
      "trace_id",
      "span_id",
      "resource",
      "attributes",
    ]);
    expect(delivered).toMatchObject({ event: "codex.tool_decision", turn: 1, time: received.time });
    expect(delivered.session).toMatch(/^[0-9a-f]{64}$/);
    expect(received.session).toBe(session.id);
  });

  test("gets nothing for an event or a destination that isn't there", async () => {
    const { host, session } = await withSession();
    expect(await host.request("event", { id: 999_999 })).toBeUndefined();
    expect(await host.request("preview", { id: 1, destination: "nowhere" })).toBeUndefined();
    expect(await host.request("turns", { session: "nobody's" })).toEqual([]);
    const outside = { session: session.id, turn: 77, offset: -3, limit: 10 };
    expect(await host.request("events", outside)).toEqual({ total: 0, offset: 0, rows: [] });
  });

  test("keeps what was received over a stop and a new start, until it is cleared", async () => {
    const { host, session } = await withSession();
    await host.request("stop", undefined);
    expect((await host.request("sessions", undefined)).map(({ id }) => id)).toContain(session.id);
    const again = await host.request("start", anyPorts);
    expect((await host.request("totals", undefined)).requests).toBe(1);
    expect(await post(again.http)).toBe(200);
    expect((await host.request("totals", undefined)).requests).toBe(2);
    await host.request("clear", undefined);
    expect(await host.request("sessions", undefined)).toEqual([]);
    expect((await host.request("totals", undefined)).events).toBe(0);
  });

  test("stops the listener: nobody answers any more", async () => {
    const { host, addresses } = await withSession();
    await host.request("stop", undefined);
    await expect(post(addresses.http)).rejects.toThrow();
  });

  test("changes the policy for what was received already", async () => {
    const { host, session } = await withSession();
    const policyText = 'version = 1\n[destinations.only]\nreceives = ["codex.user_prompt"]\n';
    await host.request("setPolicy", { policyText });
    const { rows } = await host.request("events", { session: session.id, turn: 1, offset: 0, limit: 1 });
    const detail = await host.request("event", { id: rows[0]?.id ?? -1 });
    expect(detail?.routes.map(({ destination, decision }) => [destination, decision])).toEqual([["only", "deliver"]]);
  });

  test("is told that a request was refused, and why", async () => {
    const { host, addresses } = await withSession();
    const told: string[] = [];
    host.onLog(({ message }) => void told.push(message));
    expect(await post(addresses.http, "no JSON")).toBe(400);
    await expect.poll(() => told).toEqual(["Refused a request: The text is not JSON."]);
    expect((await host.request("totals", undefined)).refused).toBe(1);
  });
});

/** All that a view could ask for, as text. */
async function everyAnswer(host: ListenerWorkerHost): Promise<string> {
  const answers: unknown[] = [await host.request("totals", undefined)];
  const destinations = (await host.request("destinations", undefined)).map(({ name }) => name);
  for (const session of await host.request("sessions", undefined)) {
    answers.push(session);
    for (const turn of await host.request("turns", { session: session.id })) {
      const whole = { session: session.id, turn: turn.turn, offset: 0, limit: 1000 };
      const { rows } = await host.request("events", whole);
      answers.push(turn, rows);
      for (const { id } of rows) {
        answers.push(await host.request("event", { id }));
        for (const destination of destinations) answers.push(await host.request("preview", { id, destination }));
      }
    }
  }
  return JSON.stringify(answers);
}

test("No answer of the worker holds a planted credential, and each says what was there", async () => {
  const host = startHost();
  const { grpc } = await host.request("start", anyPorts);
  const sender = openSender(new URL(`http://${grpc}`), "grpc");
  onTestFinished(() => sender.close());
  let sent = "";
  for await (const request of readCapture(capture("secrets.logs.otlp.jsonl"))) {
    sent += JSON.stringify(request, (_, value) => (typeof value === "bigint" ? `${value}` : value));
    await sender.send(request);
  }
  const answers = await everyAnswer(host);
  for (const credential of planted) {
    expect(sent.includes(credential), credential).toBe(true);
    // not the matcher for texts: its message would be a megabyte
    expect(answers.includes(credential), credential).toBe(false);
  }
  const names = new Set(Array.from(answers.matchAll(/\[SECRET:(\w+)\]/g), ([, name]) => name));
  expect(names).toEqual(new Set(["aws_access_key_id", "github_token", "openai_project_key", "private_key"]));
});

describe("When it cannot listen, the failure says what to do", () => {
  async function occupiedPort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  test.each(["grpcPort", "httpPort"] as const)("a port in use, and the other one is not held: %s", async (name) => {
    const host = startHost();
    const port = await occupiedPort();
    await expect(host.request("start", { ...anyPorts, [name]: port })).rejects.toMatchObject({
      code: "port-in-use",
      port,
      message: `Port ${port} is in use by another program: stop that program, or choose another port.`,
    });
    expect(await host.request("start", anyPorts)).toMatchObject({ grpc: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
  });

  test.each([
    ["grpcPort", "httpPort"],
    ["httpPort", "grpcPort"],
  ] as const)("nobody listens at the other port either, when %s is in use", async (busy, other) => {
    const host = startHost();
    const free = await freePort();
    const start = host.request("start", { ...anyPorts, [busy]: await occupiedPort(), [other]: free });
    await expect(start).rejects.toMatchObject({ code: "port-in-use" });
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(free, "127.0.0.1", () => resolve("somebody"));
      onTestFinished(() => void socket.destroy());
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    });
    expect(answer).toBe("ECONNREFUSED");
  });

  test.each(["0.0.0.0", "::", "192.168.1.7", "example.com"])("an address others could reach: %s", async (address) => {
    await expect(startHost().request("start", { ...anyPorts, host: address })).rejects.toMatchObject({
      code: "not-loopback",
    });
  });

  test("a broken policy, with the line", async () => {
    const host = startHost();
    const policyText = 'version = 1\n[destinations.siem]\nreceives = "codex.*"\nredact = 7\n';
    await expect(host.request("start", { ...anyPorts, policyText })).rejects.toMatchObject({
      code: "policy-invalid",
      message: expect.stringMatching(/line [34]/),
    });
  });

  test("a question before the start", async () => {
    await expect(startHost().request("sessions", undefined)).rejects.toMatchObject({ code: "failed" });
  });
});

test("A worker that isn't there is told once, and every question is answered with a failure", async () => {
  const host = new ListenerWorkerHost(join(workerFile, "../no-such-worker.js"));
  const reasons: string[] = [];
  host.onExit((reason) => void reasons.push(reason));
  await expect(host.request("start", anyPorts)).rejects.toMatchObject({ code: "failed" });
  await expect(host.request("totals", undefined)).rejects.toMatchObject({ code: "failed" });
  await expect.poll(() => reasons).toHaveLength(1);
});

describe("A worker that dies", () => {
  /** The real worker, with a mortal answer to the request `clear`. */
  async function mortalHost(death: string): Promise<ListenerWorkerHost> {
    const file = join(await scratchFolder(), "mortal-worker.cjs");
    const source = `require(${JSON.stringify(workerFile)});
process.on("message", ({ method }) => { if (method === "clear") ${death} });`;
    await writeFile(file, source);
    const host = new ListenerWorkerHost(file);
    onTestFinished(() => host.dispose());
    return host;
  }

  test.each([
    ["ends itself", "process.exit(7);", "exit code 7"],
    ["throws", 'setImmediate(() => { throw new Error("out of luck"); });', "exit code 1"],
    ["is aborted by its runtime", "process.abort();", "signal SIGABRT"],
  ])(
    "because it %s: its owner is told once, who waits is answered, and another can take its ports",
    async (_, death, why) => {
      const host = await mortalHost(death);
      const reasons: string[] = [];
      host.onExit((reason) => void reasons.push(reason));
      const ports = { grpcPort: await freePort(), httpPort: await freePort() };
      const { grpc, http } = await host.request("start", { ...anyPorts, ...ports });
      expect(await post(http)).toBe(200);
      const last = host.request("clear", undefined).then(
        () => "answered",
        () => "failed",
      );
      await expect.poll(() => reasons).toEqual([why]);
      expect(["answered", "failed"]).toContain(await last);
      await expect(host.request("totals", undefined)).rejects.toMatchObject({
        code: "failed",
        message: "The listener's worker has ended: start the listener again.",
      });
      const next = startHost();
      await expect
        .poll(() => next.request("start", { ...anyPorts, ...ports }).catch(({ code }) => code))
        .toEqual({ grpc, http });
      expect(await post(http)).toBe(200);
      expect(reasons).toHaveLength(1);
    },
  );
});

test("After the owner has disposed of it, the worker's port is free and its end is no news", async () => {
  const { host, addresses } = await withSession();
  const reasons: string[] = [];
  host.onExit((reason) => void reasons.push(reason));
  const waiting = host.request("totals", undefined);
  host.dispose();
  await expect(waiting).rejects.toMatchObject({ code: "failed" });
  await expect.poll(() => post(addresses.http).catch(() => "nobody")).toBe("nobody");
  expect(reasons).toEqual([]);
});
