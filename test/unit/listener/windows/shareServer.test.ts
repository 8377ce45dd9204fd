import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ListenerTotals } from "../../../../listener/protocol/totals.ts";
import { FollowerConnection } from "../../../../listener/windows/followerConnection.ts";
import { foreignParameters } from "../../../../listener/windows/foreignParameters.ts";
import { newSocketPath, removeSocket } from "../../../../listener/windows/localSocket.ts";
import type { OwnerRecord } from "../../../../listener/windows/ownerRecord.ts";
import { type ForeignRequest, ShareServer } from "../../../../listener/windows/shareServer.ts";

const token = "a".repeat(64);
const version = "1.0.0";
const totals: ListenerTotals = {
  events: 1,
  spans: 0,
  metricPoints: 0,
  requests: 1,
  refused: 0,
  findings: 0,
  evicted: 0,
};

/** An owner that answers each request with its parameters. */
async function owner() {
  const folder = await mkdtemp(join(tmpdir(), "share-"));
  const socket = await newSocketPath(folder);
  const asked: ForeignRequest[] = [];
  const server = new ShareServer({
    socket,
    token,
    version,
    answer: (request, reply) => {
      asked.push(request);
      if (request.method === "clear")
        reply({ id: request.id, failure: { code: "policy-invalid", message: "No.", port: 7 } });
      else if (request.method !== "stop") reply({ id: request.id, result: request.parameters });
    },
  });
  await server.listen();
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const record: OwnerRecord = {
    claim: 1,
    process: process.pid,
    version,
    window: "first",
    state: "serving",
    socket,
    token,
  };
  const told: unknown[] = [];
  let ended = 0;
  const follow = async (more: Partial<OwnerRecord> = {}, ofVersion = version) => {
    const events = { news: (news: unknown) => told.push(news), ended: () => ended++ };
    const connection = await FollowerConnection.open({ ...record, ...more }, ofVersion, events);
    onTestFinished(() => connection.dispose());
    return connection;
  };
  return { server, socket, asked, follow, told, endings: () => ended };
}

/** What a program gets that connects and says this. */
async function say(socket: string, text: string | Uint8Array): Promise<string> {
  const connection = connect(socket);
  let answer = "";
  connection.on("data", (chunk) => {
    answer += String(chunk);
  });
  connection.on("error", () => undefined);
  connection.write(text);
  await new Promise((resolve) => connection.once("close", resolve));
  return answer;
}

describe("A window that follows", () => {
  test("is answered, also with nothing, and with failures as they are", async () => {
    const { follow } = await owner();
    const connection = await follow();
    expect(await connection.request("turns", { session: "a\nb" })).toEqual({ session: "a\nb" });
    expect(await connection.request("totals", undefined)).toBeUndefined();
    await expect(connection.request("clear", undefined)).rejects.toMatchObject({ code: "policy-invalid", port: 7 });
  });

  test("hears the news", async () => {
    const { follow, server, told } = await owner();
    const connection = await follow();
    server.tell({ changed: { sessions: ["a"], totals } });
    server.tell({ listening: null });
    await connection.request("sessions", undefined);
    expect(told).toEqual([{ changed: { sessions: ["a"], totals } }, { listening: null }]);
  });

  test("learns at once that the owner has ended; what it had asked fails", async () => {
    const { follow, server, endings } = await owner();
    const connection = await follow();
    const waiting = connection.request("stop", undefined);
    server.close();
    await expect(waiting).rejects.toMatchObject({ code: "gone" });
    expect(endings()).toBe(1);
    await expect(connection.request("totals", undefined)).rejects.toMatchObject({ code: "gone" });
  });

  test("is not told that the owner ended when it has left by itself", async () => {
    const { follow, server, endings } = await owner();
    const connection = await follow();
    connection.dispose();
    server.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(endings()).toBe(0);
  });

  test("is refused with another version or another token, or when nobody is there", async () => {
    const { follow, server, socket } = await owner();
    await expect(follow({}, "1.0.1")).rejects.toMatchObject({ reason: "other-version", version });
    await expect(follow({ token: "b".repeat(64) })).rejects.toMatchObject({ reason: "gone" });
    await expect(follow({ socket: `${socket}0` })).rejects.toMatchObject({ reason: "gone" });
    await expect(follow({ socket: "" })).rejects.toMatchObject({ reason: "gone" });
    server.close();
    await expect(follow()).rejects.toMatchObject({ reason: "gone" });
  });
});

describe("An owner", () => {
  test.each([
    ["says nothing that is a greeting", "GET / HTTP/1.1\n"],
    ["asks without a greeting", '{"id":1,"method":"sessions"}\n'],
    ["guesses the token", JSON.stringify({ hello: { protocol: 1, version, token: "" } }).concat("\n")],
  ])("answers nothing to a program that %s", async (_, text) => {
    const { socket, asked } = await owner();
    expect(await say(socket, `${text}{"id":2,"method":"sessions"}\n`)).toBe(
      `{"refused":"token","version":"${version}"}\n`,
    );
    expect(asked).toEqual([]);
  });

  test("hangs up on a program that sends without end before it is let in", async () => {
    const { socket } = await owner();
    expect(await say(socket, new Uint8Array(1024 * 1024).fill(0x61))).toBe("");
  });

  test.each([
    ["is no JSON", "nonsense"],
    ["has no number", '{"method":"sessions"}'],
    ["is too long", `{"id":1,"method":"setPolicy","parameters":"${"a".repeat(8 * 1024 * 1024)}"}`],
  ])("hangs up when a request %s, and serves others on", async (_, line) => {
    const { socket, asked, follow } = await owner();
    const hello = JSON.stringify({ hello: { protocol: 1, version, token } });
    expect(await say(socket, `${hello}\n${line}\n`)).toBe('{"welcome":true}\n');
    expect(asked).toEqual([]);
    expect(await (await follow()).request("turns", { session: "a" })).toEqual({ session: "a" });
  });
});

describe("What another window asks for", () => {
  test("decides nothing about folders and claims, the policy, what is forwarded and what is kept", () => {
    const shared = { host: "::1", grpcPort: 1, httpPort: 2 };
    const limits = { maximumEvents: 5, maximumMessageBytes: 5 };
    const owners = { policyText: "a", share: { folder: "/" }, forward: true, secrets: {}, allowed: [], ...limits };
    expect(foreignParameters("start", { ...shared, ...owners })).toEqual(shared);
  });

  test.each([undefined, null, 5, "a", { grpcPort: "4317", httpPort: -1, maximumEvents: Number.NaN }])(
    "is made harmless when it is %o",
    (given) => {
      expect(foreignParameters("start", given)).toMatchObject({
        host: "",
        grpcPort: 0,
        httpPort: 0,
      });
      expect(foreignParameters("turns", given)).toBeTypeOf("object");
    },
  );
});

describe("The path of a socket", () => {
  test("is in the folder, or where that is too long in a new one of its own", async () => {
    expect(dirname(await newSocketPath("/home/me/listener", "linux"))).toBe("/home/me/listener");
    const long = await newSocketPath(`/home/${"long/".repeat(20)}listener`, "linux");
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(100);
    expect(await readdir(dirname(long))).toEqual([]);
    await removeSocket(long);
    await expect(readdir(dirname(long))).rejects.toThrow("ENOENT");
  });

  test("is a pipe with a name that nobody guesses on Windows", async () => {
    expect(await newSocketPath("C:\\listener", "win32")).toMatch(/^\\\\\.\\pipe\\codex-otel-[0-9a-f]{32}$/);
  });

  test("of somebody else is not removed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "codex-otel-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "important.sock"), "");
    await removeSocket(join(folder, "important.sock"));
    expect(await readdir(folder)).toEqual(["important.sock"]);
  });
});
