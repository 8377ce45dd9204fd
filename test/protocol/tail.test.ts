import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import {
  codexOtel,
  type Ended,
  linesOf,
  planted,
  protocols,
  replayInto,
  scratchFolder,
  startTail,
  type Tail,
} from "./commandLine.ts";
import { openRaw } from "./rawHttp.ts";
import { capture, wire } from "./runningListener.ts";

const secretsCapture = capture("secrets.logs.otlp.jsonl");

/** What a tail of its own printed of a capture. */
async function tailAgain(file: string, protocol: (typeof protocols)[number], ...args: string[]): Promise<Ended> {
  const tail = await startTail(["--format", "jsonl", ...args]);
  expect((await replayInto(tail, protocol, file)).exitCode).toBe(0);
  return tail.stop();
}

const tailed = new Map<string, Promise<Ended>>();

/** What a tail printed of a capture. It prints the same each time, which has its own test, so tests share it. */
function tailOf(...asked: Parameters<typeof tailAgain>): Promise<Ended> {
  const key = JSON.stringify(asked);
  const known = tailed.get(key) ?? tailAgain(...asked);
  tailed.set(key, known);
  return known;
}

async function recordsIn(file: string): Promise<number> {
  let count = 0;
  for (const line of (await readFile(file, "utf8")).split("\n").filter((text) => text !== ""))
    for (const { scopeLogs } of JSON.parse(line).resourceLogs)
      for (const { logRecords } of scopeLogs) count += logRecords.length;
  return count;
}

test("The capture really holds every planted credential, and the raw view shows them", async () => {
  const text = await readFile(secretsCapture, "utf8");
  for (const credential of planted) expect(text).toContain(credential);
  const { stdout } = await tailOf(secretsCapture, "grpc", "--view", "raw");
  for (const credential of planted) expect(stdout).toContain(credential);
});

describe.each(protocols)("Over %s", (protocol) => {
  test.each(["local", "siem", "lake", "restricted"])("no planted credential is in the view %s", async (view) => {
    const ended = await tailOf(secretsCapture, protocol, "--view", view);
    expect(ended.exitCode).toBe(0);
    const lines = linesOf(ended);
    expect(lines.length).toBeGreaterThan(3);
    for (const { attributes, resource } of lines)
      for (const credential of planted) expect(JSON.stringify({ attributes, resource })).not.toContain(credential);
    for (const credential of planted) expect(ended.stdout).not.toContain(credential);
  });

  test("the local view keeps what stands around a credential and names what was there", async () => {
    const lines = linesOf(await tailOf(secretsCapture, protocol));
    const prompt = lines.find(({ event }) => event === "codex.user_prompt");
    expect(prompt?.attributes.prompt).toBe(
      "Use key [SECRET:aws_access_key_id] and mail alex.rivera@example.com the token [SECRET:github_token]",
    );
  });

  test("every record of a capture becomes one line", async () => {
    const lines = linesOf(await tailOf(capture("many-turns.logs.otlp.jsonl"), protocol));
    expect(lines).toHaveLength(await recordsIn(capture("many-turns.logs.otlp.jsonl")));
  });

  test("the same capture played twice gives the same lines, byte for byte", async () => {
    const file = capture("shell-tools.all.otlp.jsonl.gz");
    const first = await tailOf(file, protocol);
    const second = await tailAgain(file, protocol);
    expect(linesOf(first).length).toBeGreaterThan(20);
    expect(second.stdout).toBe(first.stdout);
  });
});

test("All protocols bring the same lines, byte for byte", async () => {
  const outputs = [];
  for (const protocol of protocols) outputs.push((await tailOf(secretsCapture, protocol)).stdout);
  expect(new Set(outputs).size).toBe(1);
});

describe("A line", () => {
  test("has its keys in the promised order, times with nanoseconds, and a decision for each destination", async () => {
    for (const line of linesOf(await tailOf(secretsCapture, "grpc"))) {
      expect(Object.keys(line).filter((key) => key !== "body")).toEqual([
        "time",
        "session",
        "turn",
        "event",
        "attributes",
        "resource",
        "findings",
        "routes",
      ]);
      expect(line.time).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
      expect(Object.keys(line.routes)).toEqual(["siem", "lake", "restricted"]);
      for (const route of Object.values(line.routes)) {
        expect(route.decision).toMatch(/^(deliver|withhold)$/);
        expect(route.rule).toMatch(/^destinations\./);
      }
    }
  });

  test("names the redactions of a destination, and the secrets found, but never a value", async () => {
    const lines = linesOf(await tailOf(secretsCapture, "grpc"));
    const prompt = lines.find(({ event }) => event === "codex.user_prompt");
    expect(prompt?.routes.siem?.redactions).toContainEqual({
      attribute: "prompt",
      class: "prompt",
      action: "drop",
      rule: "destinations.siem.redact.prompt",
    });
    expect(prompt?.routes.restricted?.redactions).toContainEqual({
      attribute: "prompt",
      class: "prompt",
      action: "secrets",
      rule: "secrets",
      secrets: { aws_access_key_id: 1, github_token: 1 },
    });
  });

  test("is only there for events that the viewed destination receives, and everything in it is redacted for it", async () => {
    const local = linesOf(await tailOf(secretsCapture, "grpc"));
    const siem = linesOf(await tailOf(secretsCapture, "grpc", "--view", "siem"));
    const delivered = local.filter(({ routes }) => routes.siem?.decision === "deliver");
    expect(delivered.length).toBeLessThan(local.length);
    expect(siem.map(({ event, time }) => [event, time])).toEqual(delivered.map(({ event, time }) => [event, time]));
    for (const { session, resource } of siem) {
      expect(session).toMatch(/^[0-9a-f]{64}$/);
      expect(resource["host.name"]).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(siem.map(({ session }) => session)).size).toBe(1);
  });

  test("has the findings of the policy", async () => {
    const lines = linesOf(await tailOf(secretsCapture, "grpc"));
    const found = lines.flatMap(({ event, findings }) => findings.map(({ id, severity }) => [event, id, severity]));
    expect(found).toEqual([
      ["codex.user_prompt", "prompt-logging", "medium"],
      ["codex.tool_result", "secret-in-tool-call", "high"],
    ]);
  });

  test("holds no control character that a terminal would obey, and the value is the same", async () => {
    const tail = await startTail(["--format", "jsonl", "--view", "raw"]);
    const hostile = "\u001b]0;owned\u0007\u009b31m\u202egnp.exe\u2028line\nbreak";
    await postEvent(tail, { "event.name": "codex.user_prompt", prompt: hostile });
    const ended = await tail.stop();
    expect(ended.stdout.trimEnd()).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
    expect(linesOf(ended)[0]?.attributes.prompt).toBe(hostile);
  });
});

async function postEvent(tail: Tail, attributes: Readonly<Record<string, string>>): Promise<void> {
  const logRecord = {
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  };
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [logRecord] }] }] });
  const response = await fetch(`http://${tail.http}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(response.status).toBe(200);
}

describe("The pretty format", () => {
  test("shows each event on one line a person can read, without control characters or credentials", async () => {
    const tail = await startTail();
    await replayInto(tail, "grpc", secretsCapture);
    await postEvent(tail, {
      "event.name": "codex.user_prompt",
      prompt: "\u001b]0;title\u0007\u001b[31mred\u202e\nsecond line",
      "conversation.id": "a",
    });
    const { stdout } = await tail.stop();
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}[0-9a-f]{8}\/1 {2}codex\.user_prompt {2}Use key \[SECRET:/m);
    // colours are taken out, so that none can split a secret
    expect(stdout).toContain("\\u{1b}]0;title\\u{7}red\\u{202e}\\nsecond line");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    for (const credential of planted) expect(stdout).not.toContain(credential);
  });
});

test("While nobody reads what it prints, it takes in only so much, and all that it took in is printed", async () => {
  const tail = await startTail(["--format", "jsonl", "--view", "raw"]);
  tail.child.stdout?.pause();
  const attributes = [{ key: "output", value: { stringValue: "o".repeat(8 * 1024 * 1024) } }];
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] });
  const headers = { "content-type": "application/json" };
  const post = async () => (await fetch(`http://${tail.http}/v1/logs`, { method: "POST", headers, body })).status;
  const answers: number[] = [];
  while (!answers.includes(503) && answers.length < 20) answers.push(await post());
  expect(answers.at(-1)).toBe(503);
  expect(answers.slice(0, -1)).toEqual(Array(answers.length - 1).fill(200));
  tail.child.stdout?.resume();
  await expect.poll(async () => answers[answers.push(await post()) - 1]).toBe(200);
  const ended = await tail.stop();
  expect(linesOf(ended)).toHaveLength(answers.filter((status) => status === 200).length);
});

describe("The end", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("by %s leaves nothing unprinted that was answered", async (signal) => {
    const tail = await startTail(["--format", "jsonl"]);
    const body = wire("shell-tools.logs.http.pb");
    const headers = { "content-type": "application/x-protobuf" };
    const post = () => fetch(`http://${tail.http}/v1/logs`, { method: "POST", headers, body });
    const answers = await Promise.all(Array.from({ length: 40 }, post));
    const { exitCode, stdout } = await tail.stop(signal);
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(exitCode).toBe(0);
    const one = linesOf({ exitCode, stdout, stderr: "" }).length / 40;
    expect(one).toBeGreaterThan(10);
    expect(Number.isInteger(one)).toBe(true);
  });

  test("waits for a request that has begun, receives no new ones, and prints what it brought", async () => {
    const tail = await startTail(["--format", "jsonl"]);
    const body = wire("shell-tools.logs.http.json");
    const { socket, response } = openRaw(Number(tail.http.split(":")[1]));
    const head = ["POST /v1/logs HTTP/1.1", `host: ${tail.http}`, "content-type: application/json"];
    socket.write(`${[...head, `content-length: ${body.length}`, "expect: 100-continue"].join("\r\n")}\r\n\r\n`);
    await once(socket, "data");
    const ended = tail.stop();
    await expect.poll(() => fetch(`http://${tail.http}/`).catch(() => "nobody listens")).toBe("nobody listens");
    socket.write(body);
    expect((await response)?.body.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const { exitCode, stdout, stderr } = await ended;
    expect(exitCode).toBe(0);
    expect(linesOf({ exitCode, stdout, stderr }).length).toBeGreaterThan(10);
  });

  test("comes quietly when the reader goes away, such as head, and the recording is whole", async () => {
    const file = join(await scratchFolder(), "recording.jsonl");
    const tail = await startTail(["--format", "jsonl", "--record", file]);
    tail.child.stdout?.destroy();
    await replayInto(tail, "http-json", secretsCapture);
    const { exitCode, stderr } = await tail.ended;
    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(/error|EPIPE/i);
    const recorded = (await readFile(file, "utf8")).trimEnd().split("\n");
    for (const line of recorded) expect(JSON.parse(line)).toHaveProperty("resourceLogs");
  });
});

describe("A recording", () => {
  test("can be read by its owner only, also when the file was there, and holds all signals", async () => {
    const file = join(await scratchFolder(), "recording.jsonl");
    await writeFile(file, "", { mode: 0o644 });
    const tail = await startTail(["--record", file]);
    await replayInto(tail, "grpc", capture("shell-tools.all.otlp.jsonl.gz"));
    await tail.stop();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, "utf8");
    for (const field of ["resourceLogs", "resourceSpans", "resourceMetrics"]) expect(text).toContain(`{"${field}"`);
  });

  test("played again gives what the original gives, byte for byte", async () => {
    const file = join(await scratchFolder(), "recording.jsonl");
    const original = await tailOf(secretsCapture, "http-json", "--record", file);
    const again = await tailOf(file, "grpc");
    expect(again.stdout).toBe(original.stdout);
  });

  test("that cannot be written is told at once, and nothing is received without it", async () => {
    const file = join(await scratchFolder(), "no/such/folder/recording.jsonl");
    const { exitCode, stderr } = await codexOtel("tail", "--grpc-port", "0", "--http-port", "0", "--record", file);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("cannot be written (ENOENT)");
    expect(stderr).not.toContain("listening");
  });
});

describe("A policy of one's own", () => {
  const policy = `version = 1
[hashing]
salt_env = "MY_SALT"
[classes]
identifier = ["conversation.id"]
[destinations.mine]
receives = ["codex.user_prompt"]
redact = { identifier = "hash", default = "keep" }
`;

  test("brings its destinations and their views", async () => {
    const file = join(await scratchFolder(), "policy.toml");
    await writeFile(file, policy);
    const args = ["--format", "jsonl", "--policy", file, "--view", "mine"];
    const sessions = [];
    for (const salt of ["a", "b"]) {
      const tail = await startTail(args, { MY_SALT: salt });
      await replayInto(tail, "grpc", secretsCapture);
      const lines = linesOf(await tail.stop());
      expect(lines.map(({ event }) => event)).toEqual(["codex.user_prompt"]);
      expect(Object.keys(lines[0]?.routes ?? {})).toEqual(["mine"]);
      sessions.push(lines[0]?.session);
    }
    expect(sessions[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(sessions[1]).not.toBe(sessions[0]);
  });

  test("that is broken is refused, with the line", async () => {
    const file = join(await scratchFolder(), "policy.toml");
    await writeFile(file, `${policy}unknown_key = 1\n[[detections]]\nid = 7\n`);
    const { exitCode, stderr } = await codexOtel("tail", "--policy", file);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^codex-otel: The policy is broken in line \d+: /);
  });
});

describe("Wrong use", () => {
  test.each([
    [["tail", "--view", "nowhere"], "local, raw or a destination of the policy (siem, lake, restricted)"],
    [["tail", "--format", "xml"], "--format must be pretty or jsonl"],
    [["tail", "--grpc-port", "66000"], "--grpc-port must be a number from 0 to 65535"],
    [["tail", "--http-port", "-1"], "--http-port"],
    [["tail", "--grpc-port", "5000", "--http-port", "5000"], "must differ"],
    [["tail", "--policy", "no-such-file.toml"], "cannot be read"],
    [["tail", "--what"], "tail has no option --what."],
    [["check", "--fromat", "json"], "check has no option --fromat; did you mean --format?"],
    [["tail", "surplus"], "surplus"],
    [["tial"], `There is no command "tial"; did you mean tail?`],
  ])("%j is told with the way to the help, exit code 2", async (args, message) => {
    const { exitCode, stdout, stderr } = await codexOtel(...args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/See "codex-otel( tail| check)? --help"\.\n$/);
  });

  test.each([
    [[]],
    [["--help"]],
    [["tail", "--help"]],
    [["replay", "-h"]],
    [["check", "--help"]],
    [["completion", "-h"]],
  ])("%j prints help", async (args) => {
    const { exitCode, stdout, stderr } = await codexOtel(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^codex-otel/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });

  test("a command is found by its other name too", async () => {
    const { stdout, exitCode } = await codexOtel("complete", "bash");
    expect(exitCode).toBe(0);
    expect(stdout).toBe((await codexOtel("completion", "bash")).stdout);
  });

  test("--version prints a version", async () => {
    expect((await codexOtel("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  test("who holds a port is told in one sentence", async () => {
    const tail = await startTail();
    const { exitCode, stderr } = await codexOtel(
      "tail",
      "--grpc-port",
      tail.grpc.split(":")[1] ?? "",
      "--http-port",
      "0",
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^policy: built-in\\ncodex-otel: Port \\d+ is held by .*\\(process ${tail.child.pid}\\).*, or choose another port\\.\\n$`,
      ),
    );
  });
});

describe("Forwarding", () => {
  /** A receiver that answers with a status of its own, and counts. */
  async function receiver(wished?: number) {
    const port = wished ?? (await freePort());
    const state = { status: 200, requests: 0 };
    const server = createServer((request, response) => {
      request.resume().once("end", () => {
        state.requests++;
        response.writeHead(state.status, { "content-type": "application/x-protobuf" }).end();
      });
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    onTestFinished(close);
    return { state, close, port: (server.address() as AddressInfo).port };
  }

  async function policyFile(folder: string, port: number): Promise<string> {
    const file = join(folder, "policy.toml");
    const forward = `forward = { endpoint = "http://127.0.0.1:${port}", protocol = "http-protobuf" }`;
    await writeFile(file, `version = 1\n[destinations.siem]\nreceives = ["*"]\nredact.default = "keep"\n${forward}\n`);
    return file;
  }

  const file = capture("many-turns.logs.otlp.jsonl");

  test("says what the receiver answers when that changes, and at the end what became of everything", async () => {
    const siem = await receiver();
    siem.state.status = 404;
    const policy = await policyFile(await scratchFolder(), siem.port);
    const tail = await startTail(["--forward", "--policy", policy]);
    await replayInto(tail, "grpc", file);
    await expect.poll(() => siem.state.requests).toBeGreaterThan(0);
    const { exitCode, stderr } = await tail.stop();
    expect(exitCode).toBe(0);
    expect(stderr.match(/404: nothing receives telemetry at this path\. Check/g)).toHaveLength(1);
    const records = await recordsIn(file);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `forwarded to siem: 0 sent, ${records} refused (404: nothing receives telemetry at this path)`,
    );
  });

  test("says that what a refused key keeps waiting is lost when it waits in memory alone", async () => {
    const siem = await receiver();
    siem.state.status = 401;
    const tail = await startTail(["--forward", "--policy", await policyFile(await scratchFolder(), siem.port)]);
    await replayInto(tail, "grpc", file);
    await expect.poll(() => siem.state.requests).toBeGreaterThan(0);
    const { stderr } = await tail.stop();
    expect(stderr.match(/401: the key was refused\. Check/g)).toHaveLength(1);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `forwarded to siem: 0 sent, ${await recordsIn(file)} lost (it waited in memory alone when the listener ended)`,
    );
  });

  test("leaves what waits for one endpoint at rest under another, and sends or discards it when told to", async () => {
    const [gone, other] = [await receiver(), await receiver()];
    gone.close();
    const scratch = await scratchFolder();
    const [queue, records] = [join(scratch, "queue"), await recordsIn(file)];
    const run = async (port: number, ...more: readonly string[]) =>
      startTail(["--forward", "--forward-queue", queue, "--policy", await policyFile(scratch, port), ...more]);
    const first = await run(gone.port);
    await replayInto(first, "grpc", file);
    await first.stop();
    const second = await run(other.port);
    const said = (await second.stop()).stderr;
    const address = `http://127.0.0.1:${gone.port}/`;
    expect(said).toContain(
      `forwarding to siem: ${records} at rest, for they were to go to ${address} by another policy`,
    );
    expect(said).toContain(`forwarded to siem at ${address}: 0 sent, ${records} at rest in ${queue}\n`);
    const back = await receiver(gone.port);
    const third = await run(other.port, "--at-rest", "send");
    await expect.poll(() => back.state.requests).toBeGreaterThan(0);
    await third.stop();
    expect(other.state.requests).toBe(0);
    back.close();
    const fourth = await run(gone.port);
    await replayInto(fourth, "grpc", file);
    await fourth.stop();
    const fifth = await run(other.port, "--at-rest", "discard");
    expect((await fifth.stop()).stderr).toContain(`${records} items for siem at ${address} were discarded.`);
    expect(other.state.requests).toBe(0);
  });

  describe("with a queue that somebody else has made", () => {
    /** What waits for an endpoint with a variable as header, and a policy of one's own. */
    async function carried(port: number) {
      const scratch = await scratchFolder();
      const [queue, theirs, evil] = [
        join(scratch, "repository", "queue"),
        join(scratch, "theirs.toml"),
        await receiver(),
      ];
      const forward = `endpoint = "http://127.0.0.1:${evil.port}", protocol = "http-protobuf", headers_env = { authorization = "HOME" }`;
      const text = await readFile(await policyFile(scratch, port), "utf8");
      await writeFile(theirs, text.replace(/forward = .*/, `forward = { ${forward} }`));
      const first = await startTail(["--forward", "--forward-queue", queue, "--policy", theirs]);
      evil.close();
      await replayInto(first, "grpc", file);
      await first.stop();
      return { queue, evil: await receiver(evil.port), policy: join(scratch, "policy.toml") };
    }

    test("sends no variable that the policy does not name for that endpoint, and says both first", async () => {
      const own = await receiver();
      const { queue, evil, policy } = await carried(own.port);
      const args = ["--forward", "--forward-queue", queue, "--policy", policy, "--at-rest", "send"];
      const { stderr } = await (await startTail(args)).stop();
      const address = `http://127.0.0.1:${evil.port}/`;
      expect(stderr).toContain(`codex-otel: at rest for siem: to be sent to ${address}, which reads HOME\n`);
      expect(stderr).toContain(
        `codex-otel: forwarding to siem at ${address}: Sending this to ${address} needs the values of HOME, which neither`,
      );
      expect(evil.state.requests).toBe(0);
    });

    test("that lies in a repository never sends what is at rest in it", async () => {
      const own = await receiver();
      const { queue, evil, policy } = await carried(own.port);
      await mkdir(join(queue, "..", ".git"));
      const args = ["--grpc-port", "0", "--http-port", "0", "--forward", "--forward-queue", queue, "--policy", policy];
      const { exitCode, stderr } = await codexOtel("tail", ...args, "--at-rest", "send");
      expect(exitCode).toBe(2);
      expect(stderr).toContain("which may have chosen where it goes: what is at rest there is never sent.");
      const discarding = await startTail([...args.slice(4), "--at-rest", "discard"]);
      expect((await discarding.stop()).stderr).toContain("were discarded.");
      expect(evil.state.requests).toBe(0);
    });
  });

  test("keeps in its folder what could not be sent, and sends it in the next run", async () => {
    const gone = await receiver();
    const scratch = await scratchFolder();
    const queue = join(scratch, "queue");
    const args = ["--forward", "--forward-queue", queue, "--policy", await policyFile(scratch, gone.port)];
    const first = await startTail(args);
    // not before, or tail itself could get its port
    gone.close();
    await replayInto(first, "grpc", file);
    const records = await recordsIn(file);
    expect((await first.stop()).stderr).toContain(`forwarded to siem: 0 sent, ${records} waiting in ${queue}\n`);
    expect((await stat(queue)).mode & 0o777).toBe(0o700);
    const back = await receiver(gone.port);
    const second = await startTail(args);
    await expect.poll(() => back.state.requests).toBeGreaterThan(0);
    expect((await second.stop()).stderr).toContain(`forwarded to siem: ${records} sent\n`);
  });

  test("wants --forward with --forward-queue", async () => {
    const { exitCode, stderr } = await codexOtel("tail", "--forward-queue", "/nowhere");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--forward-queue goes with --forward.")]);
  });
});

test("Messages larger than usual are received when --max-message-size allows it", async () => {
  const tail = await startTail(["--format", "jsonl", "--max-message-size", "40MB"]);
  const record = { attributes: [{ key: "output", value: { stringValue: "x".repeat(20 * 1024 * 1024) } }] };
  const response = await fetch(`http://${tail.http}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
  });
  expect(response.status).toBe(200);
  expect(linesOf(await tail.stop())).toHaveLength(1);
  expect((await codexOtel("tail", "--max-message-size", "1TB")).exitCode).toBe(2);
});
