import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { codexOtel, replayInto, scratchFolder, startTail } from "./commandLine.ts";
import { capture } from "./runningListener.ts";

const prompts = capture("many-turns.logs.otlp.jsonl");

/** A receiver that is away until it is told to take what comes. */
async function receiver() {
  let isAway = true;
  let received = "";
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (!isAway) received += body;
      response.writeHead(isAway ? 503 : 200, { "content-type": "application/json" }).end("{}");
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    comeBack: () => {
      isAway = false;
    },
  };
}

async function forwardTo(url: string, scratch: string): Promise<readonly string[]> {
  const policy = join(scratch, "policy.toml");
  const destination = `signals = ["logs"]\nreceives = ["*"]\nredact = { unknown = "keep" }`;
  const forward = `forward = { endpoint = "${url}", protocol = "http-json" }`;
  await writeFile(policy, `version = 1\n[destinations.siem]\n${destination}\n${forward}\n`);
  return ["--forward", "--policy", policy, "--forward-queue", join(scratch, "queue")];
}

/** The files of what waits. */
const framesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".frames"));

test("Of two that would use one folder the second is refused in a sentence, until the first has ended, however it ended", async () => {
  const scratch = await scratchFolder();
  const { url, received, comeBack } = await receiver();
  const args = await forwardTo(url, scratch);
  const first = await startTail(args);
  expect((await replayInto(first, "http-json", prompts)).exitCode).toBe(0);
  const second = await codexOtel("tail", "--grpc-port", "0", "--http-port", "0", ...args);
  expect({ exitCode: second.exitCode, stderr: second.stderr }).toEqual({
    exitCode: 2,
    stderr: `codex-otel: The folder ${join(scratch, "queue")} is in use by another codex-otel tail (process ${first.child.pid}): end that one first, or choose another folder.\n`,
  });
  first.child.kill("SIGKILL");
  await first.ended;
  comeBack();
  const third = await startTail(args);
  await expect.poll(received).toContain("codex.user_prompt");
  const { exitCode, stderr } = await third.stop();
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain("could not be read");
  expect(readdirSync(join(scratch, "queue")).filter((name) => /owner|sock/.test(name))).toEqual([]);
});

test("What could not be read of what waits is said and counted, and everything else is sent", async () => {
  const scratch = await scratchFolder();
  const { url, received, comeBack } = await receiver();
  const args = await forwardTo(url, scratch);
  const first = await startTail(args);
  for (let i = 0; i < 3; i++) expect((await replayInto(first, "http-json", prompts)).exitCode).toBe(0);
  await first.stop();
  const folder = join(scratch, "queue");
  const [name = ""] = framesIn(folder);
  const bytes = readFileSync(join(folder, name));
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  writeFileSync(join(folder, name), bytes);
  await mkdir(join(folder, name, "..", "x.frames"));
  comeBack();
  const second = await startTail(args);
  await expect.poll(received).toContain("codex.user_prompt");
  const { stderr } = await second.stop();
  expect(stderr).toMatch(
    /^codex-otel: \d+ bytes of what waits to be sent could not be read, 1 request at least; everything else is there\. "x\.frames" is no file of Codex OTel, and was left where it is\. The folder is /m,
  );
  expect(stderr).toContain("damaged");
});

test.skipIf(process.platform === "win32")(
  "A queue folder with a pipe for a claim, a link for a ledger, or that is a link out of a repository is refused in a sentence",
  async () => {
    const scratch = await scratchFolder();
    const { url } = await receiver();
    const args = ["--grpc-port", "0", "--http-port", "0", ...(await forwardTo(url, scratch))];
    const folder = join(scratch, "queue");
    await mkdir(folder);
    execFileSync("mkfifo", [join(folder, "owner-1.json")]);
    const piped = await codexOtel("tail", ...args);
    expect([piped.exitCode, piped.stderr]).toEqual([
      expect.any(Number),
      `codex-otel: ${join(folder, "owner-1.json")} is no ordinary file, and nothing that says who uses this folder: remove it, or choose another folder.\n`,
    ]);
    await rm(join(folder, "owner-1.json"));

    const started = await startTail(args.slice(4));
    await started.stop();
    const [id = ""] = readdirSync(folder).filter((name) => /^[0-9a-f]{24}$/.test(name));
    const ledger = join(folder, id, "ledger");
    await rm(ledger);
    const own = join(scratch, ".bashrc");
    await writeFile(own, "alias ll='ls -l'");
    await symlink(own, ledger);
    const linked = await codexOtel("tail", ...args);
    expect(linked.stderr).toContain(
      `codex-otel: The folder ${folder} is not used to keep what waits to be sent: ${ledger} is a link. Remove it, or choose another folder.\n`,
    );
    expect(readFileSync(own, "utf8")).toBe("alias ll='ls -l'");

    await mkdir(join(scratch, "repository", ".git"), { recursive: true });
    await symlink(folder, join(scratch, "repository", "queue"));
    const leaving = await codexOtel("tail", ...args.slice(0, -1), join(scratch, "repository", "queue"));
    expect([leaving.exitCode, leaving.stderr]).toEqual([
      2,
      expect.stringContaining("and is not used: name that folder"),
    ]);
  },
);
