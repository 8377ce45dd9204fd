import { gzipSync } from "node:zlib";
import { Client, credentials } from "@grpc/grpc-js";
import { expect, onTestFinished, test } from "vitest";
import { exportPaths } from "../../listener/receive/grpcReceiver.ts";
import { startListener, wire } from "./runningListener.ts";

/** What the real Codex posted: the same session over each protocol, so the same events in the same order. */
const eventsOfTheSession = [
  "codex.startup_phase",
  "codex.conversation_starts",
  "codex.user_prompt",
  "codex.api_request",
  "codex.sse_event",
  "codex.tool_decision",
  "codex.tool_result",
];

function sendGrpc(address: string, bytes: Buffer): Promise<Buffer | undefined> {
  const client = new Client(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  const same = (message: Buffer) => message;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(exportPaths.logs, same, same, bytes, (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
}

test("Codex's message over gRPC arrives as its events, and the answer is empty", async () => {
  const running = await startListener();
  const answer = await sendGrpc(running.grpc, wire("shell-tools.logs.grpc-message.bin"));
  expect(answer).toHaveLength(0);
  expect(running.events.map(({ event }) => event.name)).toEqual(expect.arrayContaining(eventsOfTheSession));
});

test.each([
  ["protobuf", "application/x-protobuf", "shell-tools.logs.http.pb", ""],
  ["JSON", "application/json", "shell-tools.logs.http.json", "{}"],
])(
  "Codex's request over HTTP as %s arrives at /v1/logs, and at an endpoint without a path",
  async (_, type, file, ok) => {
    const running = await startListener();
    const bytes = wire(file);
    const post = (path: string, body: Buffer, headers: Record<string, string> = {}) =>
      fetch(`http://${running.http}${path}`, { method: "POST", body, headers: { "content-type": type, ...headers } });
    const answers = [
      await post("/v1/logs", bytes),
      await post("/", bytes),
      await post("", gzipSync(bytes), { "content-encoding": "gzip" }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe(type);
      expect(await answer.text()).toBe(ok);
    }
    const names = running.events.map(({ event }) => event.name);
    expect(names).toEqual(expect.arrayContaining(eventsOfTheSession));
    const third = names.length / 3;
    expect(names.slice(third, 2 * third)).toEqual(names.slice(0, third));
    expect(names.slice(2 * third)).toEqual(names.slice(0, third));
    expect(running.listener.totals()).toMatchObject({ requests: 3, refused: 0 });
  },
);

test.each([
  ["protobuf", "application/x-protobuf", "pb"],
  ["JSON", "application/json", "json"],
])(
  "Codex's request over HTTP as %s arrives as it was compressed with zstd, as 0.171.0 does where it is told to",
  async (_, type, ending) => {
    const running = await startListener();
    const answer = await fetch(`http://${running.http}/v1/logs`, {
      method: "POST",
      body: wire(`plain-answer.logs.http.${ending}.zst`),
      headers: { "content-type": type, "content-encoding": "zstd" },
    });
    expect(answer.status).toBe(200);
    const names = running.events.map(({ event }) => event.name);
    expect(names).toEqual(
      expect.arrayContaining(["codex.conversation_starts", "codex.user_prompt", "codex.api_request"]),
    );
  },
);

test("The three wire forms of the same session give the same events, turns, attributes and types", async () => {
  const [overGrpc, overProtobuf, overJson] = [await startListener(), await startListener(), await startListener()];
  await sendGrpc(overGrpc.grpc, wire("shell-tools.logs.grpc-message.bin"));
  const post = (address: string, type: string, body: Buffer) =>
    fetch(`http://${address}/v1/logs`, { method: "POST", headers: { "content-type": type }, body });
  await post(overProtobuf.http, "application/x-protobuf", wire("shell-tools.logs.http.pb"));
  await post(overJson.http, "application/json", wire("shell-tools.logs.http.json"));
  const shapes = ({ events }: typeof overGrpc) =>
    events.map(({ event, turn }) => [
      event.name,
      turn,
      [...event.attributes].map(([name, value]) => [name, value.kind]),
    ]);
  // counted in each of the three files with the generated decoder alone
  expect(shapes(overGrpc)).toHaveLength(28);
  const sorted = (list: ReturnType<typeof shapes>) => list.map((shape) => JSON.stringify(shape)).sort();
  expect(sorted(shapes(overJson))).toEqual(sorted(shapes(overProtobuf)));
  expect(sorted(shapes(overGrpc))).toEqual(sorted(shapes(overProtobuf)));
});

test("One session is one session, in whichever form each part of it comes", async () => {
  const running = await startListener();
  await sendGrpc(running.grpc, wire("shell-tools.logs.grpc-message.bin"));
  const inSessions = running.listener.queries.sessions().filter(({ id }) => id !== "");
  expect(inSessions).toHaveLength(1);
  const [session] = inSessions;
  expect(session).toMatchObject({ originator: "codex_exec", services: ["codex_exec"], turns: 1 });
  const turns = running.listener.queries.turns(session?.id ?? "");
  expect(turns.map(({ turn }) => turn)).toEqual([0, 1]);
  expect(turns.reduce((sum, { events }) => sum + events, 0)).toBe(session?.events);
});
