import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { wire } from "../runningListener.ts";
import type { WindowStanding } from "./windowProtocol.ts";
import { desk, type WindowProcess } from "./windows.ts";

const body = wire("shell-tools.logs.http.json").toString();
const [, original = ""] = /"conversation\.id",\s*"value":\s*\{\s*"stringValue":\s*"([^"]+)"/.exec(body) ?? [];

/** Sends what Codex sent, as a session of that name. Tells the status; 0 when nobody listens. */
async function send(http: string, session: string): Promise<number> {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", headers, body: body.replaceAll(original, session) };
  return fetch(`http://${http}/v1/logs`, request).then(
    ({ status }) => status,
    () => 0,
  );
}

const sessionsOf = async (window: WindowProcess): Promise<readonly string[]> =>
  ((await window.ask("sessions", undefined)) ?? []).map(({ id }) => id).filter((id) => id !== "");

/** What it is instead where it does not listen. */
const isOwner = async (window: WindowProcess): Promise<boolean | WindowStanding["state"]> => {
  const { state } = await window.standing();
  return state.kind === "listening" ? state.followed === undefined : state;
};

/** Two windows, of which the first owns the listener. */
async function twoWindows() {
  const { open, http, folder } = await desk();
  const [first, second] = [await open(), await open()];
  await first.run("start");
  await second.run("start");
  expect(await isOwner(first)).toBe(true);
  expect(await isOwner(second)).toBe(false);
  return { first, second, open, http, folder };
}

describe("Two windows", () => {
  test("show the same session, down to what a destination gets", async () => {
    const { first, second, http } = await twoWindows();
    expect(await send(http, "one")).toBe(200);
    expect(await sessionsOf(second)).toEqual(["one"]);
    for (const method of ["sessions", "totals", "destinations"] as const)
      expect(await second.ask(method, undefined)).toEqual(await first.ask(method, undefined));
    const page = { session: "one", turn: 1, offset: 0, limit: 100 };
    const rows = (await second.ask("events", page))?.rows ?? [];
    const id = rows.find(({ name }) => name === "codex.tool_result")?.id ?? -1;
    expect(await second.ask("event", { id })).toEqual(await first.ask("event", { id }));
    const preview = await second.ask("preview", { id, destination: "siem" });
    expect(preview).toEqual(await first.ask("preview", { id, destination: "siem" }));
    expect(preview?.received).toContain("codex.tool_result");
    await expect.poll(async () => (await second.standing()).totals.requests).toBe(1);
  });

  test("forget together, and stop and start together", async () => {
    const { first, second, http } = await twoWindows();
    await send(http, "one");
    await second.run("clear");
    expect(await sessionsOf(first)).toEqual([]);
    await second.run("stop");
    await expect.poll(async () => (await first.standing()).state.kind).toBe("stopped");
    expect(await send(http, "two")).toBe(0);
    await second.run("start");
    await expect.poll(async () => (await first.standing()).state.kind).toBe("listening");
    expect(await isOwner(second)).toBe(false);
    expect(await send(http, "two")).toBe(200);
    expect(await sessionsOf(first)).toEqual(["two"]);
  });

  test("go on when the owner closes: the other one takes over the same ports at once", async () => {
    const { first, second, http } = await twoWindows();
    await first.run("close");
    await expect.poll(() => isOwner(second)).toBe(true);
    expect(await send(http, "two")).toBe(200);
    expect(await sessionsOf(second)).toContain("two");
    expect((await second.standing()).told).toEqual([]);
    await first.kill();
  });

  test.each(["alone", "with worker"] as const)("go on when the owner is killed: %s", async (how) => {
    const { first, second, http } = await twoWindows();
    expect(await send(http, "one")).toBe(200);
    await first.kill(how);
    await expect.poll(() => isOwner(second)).toBe(true);
    expect(await send(http, "two")).toBe(200);
    expect((await sessionsOf(second)).toSorted()).toEqual(["one", "two"]);
    expect((await second.standing()).told).toEqual([]);
  });

  test("go on recording when the owner closes or is killed, into the same file", async () => {
    const { first, second, open, http, folder } = await twoWindows();
    const file = join(folder, "capture.otlp.jsonl");
    await first.ask("startRecording", { file });
    expect(await send(http, "one")).toBe(200);
    await expect.poll(() => second.ask("recording", undefined)).toMatchObject({ requests: 1 });
    await first.run("close");
    await expect.poll(() => isOwner(second)).toBe(true);
    expect(await send(http, "two")).toBe(200);
    const third = await open();
    await third.run("start");
    // the news of what is recorded have to reach it
    expect(await send(http, "three")).toBe(200);
    await expect.poll(async () => (await third.standing()).totals.requests).toBeGreaterThan(2);
    await second.kill("with worker");
    await expect.poll(() => isOwner(third)).toBe(true);
    expect(await send(http, "four")).toBe(200);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    for (const session of ["one", "two", "three", "four"])
      expect(lines.filter((line) => line.includes(`"stringValue":"${session}"`))).toHaveLength(1);
  });

  test("stay apart when one only leaves", async () => {
    const { first, second, http } = await twoWindows();
    await second.run("leave");
    expect((await second.standing()).state.kind).toBe("stopped");
    expect(await send(http, "one")).toBe(200);
    expect(await sessionsOf(first)).toEqual(["one"]);
    expect(await second.ask("sessions", undefined)).toBeUndefined();
  });
});

describe("Many windows", () => {
  test("that open at the same time agree on one owner, again and again until one is left", async () => {
    const { open, http } = await desk();
    let windows = await Promise.all(Array.from({ length: 4 }, () => open()));
    await Promise.all(windows.map((window) => window.run("start")));
    for (let round = 0; windows.length > 0; round++) {
      await expect
        .poll(async () => (await Promise.all(windows.map(isOwner))).sort())
        .toEqual([...Array.from({ length: windows.length - 1 }, () => false), true]);
      expect(await send(http, `round ${round}`)).toBe(200);
      for (const window of windows) expect(await sessionsOf(window)).toContain(`round ${round}`);
      const owners = await Promise.all(windows.map(isOwner));
      await windows[owners.indexOf(true)]?.kill();
      windows = windows.filter((_, index) => !owners[index]);
    }
  });
});

describe("A window", () => {
  test("is told what could not be read of what was kept, and has everything else", async () => {
    const { open, folder, http } = await desk();
    const before = await open();
    await before.run("start");
    for (const session of ["one", "two", "three"]) expect(await send(http, session)).toBe(200);
    await before.run("close");
    const file = join(folder, readdirSync(folder).find((name) => name.endsWith(".frames")) ?? "");
    const bytes = readFileSync(file);
    bytes[bytes.lastIndexOf("two")] = 0;
    writeFileSync(file, bytes);
    const window = await open();
    await window.run("start");
    expect([...(await sessionsOf(window))].sort()).toEqual(["one", "three"]);
    const { told, log, totals } = await window.standing();
    expect(totals.unread).toMatchObject({ requests: 1, ids: 28, fileCount: 0 });
    expect(told).toEqual([`unread: ${totals.unread?.bytes} bytes`]);
    expect(log).toContain(
      `${totals.unread?.bytes} bytes of what was received could not be read, 1 request at least; everything else is there. The folder is ${folder}.`,
    );
  });

  test("that keeps everything in memory writes nothing that it receives to disk, and deletes what was there", async () => {
    const { open, folder, http } = await desk();
    const before = await open();
    await before.run("start");
    expect(await send(http, "on disk")).toBe(200);
    await before.run("close");
    const kept = () => readdirSync(folder).filter((name) => !/^owner-|\.sock$/.test(name));
    expect(kept()).not.toEqual([]);
    const window = await open({ memoryOnly: true });
    await window.run("start");
    expect(await send(http, "in memory")).toBe(200);
    expect(await sessionsOf(window)).toEqual(["in memory"]);
    expect(kept()).toEqual([]);
  });

  describe("that keeps everything in memory", () => {
    const policyFor = (port: number) => `version = 1
[destinations.siem]
receives = ["*"]
redact = { default = "keep" }
forward = { endpoint = "http://127.0.0.1:${port}", protocol = "http-json" }
`;
    const contentIn = (folder: string): readonly string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/^owner|\.sock$/.test(entry.name))
        .map(({ name }) => name);

    /** A receiver that is there, or not, and what it got. */
    async function receiver() {
      const got: string[] = [];
      const server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        if (!state.isThere) response.writeHead(503).end();
        else {
          got.push(Buffer.concat(chunks).toString());
          response.writeHead(200, { "content-type": "application/json" }).end("{}");
        }
      });
      const state = { isThere: false };
      await once(server.listen(0, "127.0.0.1"), "listening");
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      return { port: (server.address() as AddressInfo).port, got, state };
    }

    test("writes nothing either when forwarding is switched on later", async () => {
      const { open, folder, http } = await desk();
      const { port, state, got } = await receiver();
      const [policyText, relayFolder] = [policyFor(port), join(folder, "relay")];
      const options = { policyText, policyOrigin: "file:a", forward: false, relayFolder };
      const window = await open({ memoryOnly: true, options });
      await window.run("start");
      await window.ask("setForwarding", { ...options, forward: true });
      expect(await send(http, "in memory")).toBe(200);
      await expect.poll(async () => (await window.ask("relays", undefined))?.[0]?.retries).toBeGreaterThan(0);
      expect(contentIn(folder)).toEqual([]);
      state.isThere = true;
      await expect.poll(() => got.join("")).toContain("in memory");
    });

    test("sends what an earlier listener has left to be sent, and then nothing of it stays", async () => {
      const { open, folder, http } = await desk();
      const { port, state, got } = await receiver();
      const relayFolder = join(folder, "relay");
      const options = { policyText: policyFor(port), policyOrigin: "file:a", forward: true, relayFolder };
      const before = await open({ options });
      await before.run("start");
      expect(await send(http, "on disk")).toBe(200);
      await before.run("close");
      const [queue = ""] = readdirSync(relayFolder).filter((name) => /^[0-9a-f]{24}$/.test(name));
      mkdirSync(join(relayFolder, queue, "set-aside"));
      writeFileSync(join(relayFolder, queue, "set-aside", "damaged.frames"), "what could not be read once");

      const window = await open({ memoryOnly: true, options });
      await window.run("start");
      expect(await send(http, "in memory")).toBe(200);
      expect(existsSync(join(relayFolder, queue, "set-aside"))).toBe(false);
      const texts = contentIn(folder).map((name) => [
        name,
        name.endsWith(".frames") || /^(?:ledger|position)$/.test(name),
      ]);
      expect(texts.filter(([, isOfQueue]) => !isOfQueue)).toEqual([]);
      const frames = readdirSync(join(relayFolder, queue)).filter((name) => name.endsWith(".frames"));
      expect(frames.map((name) => readFileSync(join(relayFolder, queue, name)).includes("in memory"))).toEqual([false]);
      const waiting = (await window.ask("relays", undefined)) ?? [];
      expect(waiting.map(({ isCurrent, items }) => [isCurrent, items.waiting.logs > 0])).toEqual([
        [true, true],
        [false, true],
      ]);
      state.isThere = true;
      for (const { queue: one } of waiting) await window.ask("tryAgain", { queue: one });
      await expect.poll(() => got.join("")).toContain("on disk");
      await expect.poll(() => got.join("")).toContain("in memory");
      await expect.poll(() => contentIn(folder)).toEqual([]);
      expect((await window.ask("relays", undefined))?.length).toBe(1);
    });
  });

  test("of another version says so instead of following", async () => {
    const { open } = await desk();
    const [first, newer] = [await open(), await open({ version: "1.1.0" })];
    await first.run("start");
    await newer.run("start");
    const { state, told } = await newer.standing();
    expect(state).toMatchObject({ kind: "failed", failure: { code: "other-version" } });
    expect(told).toEqual([
      expect.stringContaining('The window "window 1" owns the listener and runs Codex OTel 1.0.0'),
    ]);
  });

  test("of another version takes over from one that has died, with all that it had", async () => {
    const { open, http } = await desk();
    const first = await open();
    await first.run("start");
    expect(await send(http, "kept")).toBe(200);
    await first.kill("with worker");
    const newer = await open({ version: "1.1.0" });
    await newer.run("start");
    expect(await isOwner(newer)).toBe(true);
    expect(await sessionsOf(newer)).toContain("kept");
  });

  test("says that the port is taken when the owner hangs, and follows it again when it is back", async () => {
    const { first, second, open, http } = await twoWindows();
    await send(http, "one");
    first.sleep();
    const third = await open();
    await third.run("start");
    expect((await third.standing()).state).toMatchObject({ kind: "failed", failure: { code: "port-in-use" } });
    first.wake();
    await third.run("start");
    expect((await third.standing()).state).toMatchObject({ kind: "listening", followed: { window: "window 1" } });
    expect(await sessionsOf(third)).toEqual(["one"]);
    expect(await isOwner(second)).toBe(false);
  });

  test("that slept while another one took other ports gives way and follows it", async () => {
    const { open, folder } = await desk();
    const [first, second] = [await open(), await open({ ports: { grpcPort: 0, httpPort: 0 } })];
    await first.run("start");
    first.sleep();
    await second.run("start");
    expect(await isOwner(second)).toBe(true);
    first.wake();
    await expect.poll(() => isOwner(first)).toBe(false);
    expect((await first.standing()).told).toEqual([]);
    expect(folder).not.toBe("");
  });
});
