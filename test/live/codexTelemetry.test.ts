import { describe, expect, it } from "vitest";
import type { CodexSessionResult } from "../programs/codexSession.ts";
import { runCodexSession } from "../programs/codexSession.ts";
import type { Tail, TailedEvent } from "../programs/commandLine.ts";
import { startTail } from "../programs/commandLine.ts";

const basicEvents = [
  "codex.conversation_starts",
  "codex.api_request",
  "codex.sse_event",
  "codex.user_prompt",
  "codex.tool_decision",
  "codex.tool_result",
];
const prompt = "Count the lines of the readme";
const command = "wc -l README.md";

const transports = [
  { name: "gRPC", exporter: (tail: Tail) => `{ otlp-grpc = { endpoint = "http://${tail.grpc}" } }` },
  {
    name: "HTTP with protobuf",
    exporter: (tail: Tail) => `{ otlp-http = { endpoint = "http://${tail.http}/v1/logs", protocol = "binary" } }`,
  },
  {
    name: "HTTP with JSON",
    exporter: (tail: Tail) => `{ otlp-http = { endpoint = "http://${tail.http}/v1/logs", protocol = "json" } }`,
  },
];

async function recordSession(exporter: (tail: Tail) => string): Promise<{
  readonly codex: CodexSessionResult;
  readonly events: readonly TailedEvent[];
  readonly exitCode: number | null;
}> {
  const tail = await startTail();
  let codex: CodexSessionResult | undefined;
  let ended: Awaited<ReturnType<Tail["stop"]>> | undefined;
  try {
    codex = await runCodexSession({
      otel: `[otel]\nenvironment = "test"\nlog_user_prompt = true\nexporter = ${exporter(tail)}`,
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command }, { message: "Two lines." }],
    });
  } finally {
    ended = await tail.stop();
  }
  return { codex, events: ended.events, exitCode: ended.exitCode };
}

describe.each(transports)("a real Codex session over $name", ({ exporter }) => {
  it("arrives whole: every basic event, in its session and turn, from its service", async () => {
    const { codex, events, exitCode } = await recordSession(exporter);
    expect(codex.exitCode, codex.stderr).toBe(0);
    expect(codex.modelRequests).toBe(2);
    expect(exitCode).toBe(0);

    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(basicEvents));
    const named = (name: string): TailedEvent[] => events.filter(({ event }) => event === name);

    const [, session] = /session id: (\S+)/.exec(codex.stderr) ?? [];
    expect(session).toBeDefined();
    const ofCodex = events.filter(({ event }) => event.startsWith("codex."));
    expect(new Set(ofCodex.map((event) => event.session))).toEqual(new Set([session]));
    expect(new Set(ofCodex.map(({ resource }) => resource["service.name"]))).toEqual(new Set(["codex_exec"]));

    expect(named("codex.conversation_starts").map(({ turn }) => turn)).toEqual([0]);
    for (const name of ["codex.user_prompt", "codex.api_request", "codex.tool_decision", "codex.tool_result"]) {
      expect(new Set(named(name).map(({ turn }) => turn)), name).toEqual(new Set([1]));
    }
    expect(named("codex.user_prompt").map(({ attributes }) => attributes.prompt)).toEqual([prompt]);
    const [result] = named("codex.tool_result");
    expect(JSON.parse(String(result?.attributes.arguments))).toMatchObject({ cmd: command });
    expect(String(result?.attributes.output)).toContain("2 README.md");

    const times = ofCodex.map(({ time }) => Date.parse(time));
    expect(Math.min(...times)).toBeGreaterThan(Date.parse("2024-01-01"));
  });
});
