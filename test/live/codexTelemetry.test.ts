import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { countItems, type OtlpRequest, type Signal } from "../../core/otlp/requests.ts";
import { readCapture } from "../../listener/record/captureFile.ts";
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

const overHttp = (protocol: string) => (tail: Tail, signal: Signal) =>
  `{ otlp-http = { endpoint = "http://${tail.http}/v1/${signal}", protocol = "${protocol}" } }`;

/** Codex posts to its endpoint as it is written, so each signal has its own. */
const transports = [
  { name: "gRPC", exporter: (tail: Tail) => `{ otlp-grpc = { endpoint = "http://${tail.grpc}" } }` },
  { name: "HTTP with protobuf", exporter: overHttp("binary") },
  { name: "HTTP with JSON", exporter: overHttp("json") },
];

type Exporter = (tail: Tail, signal: Signal) => string;

async function recordSession(exporter: Exporter): Promise<{
  readonly codex: CodexSessionResult;
  readonly events: readonly TailedEvent[];
  readonly exitCode: number | null;
  /** What `--record` wrote. */
  readonly recorded: readonly OtlpRequest[];
}> {
  const folder = await mkdtemp(join(tmpdir(), "codex-recording-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "session.otlp.jsonl");
  const tail = await startTail(["--record", file]);
  let codex: CodexSessionResult | undefined;
  let ended: Awaited<ReturnType<Tail["stop"]>> | undefined;
  try {
    codex = await runCodexSession({
      otel: `[otel]
environment = "test"
log_user_prompt = true
exporter = ${exporter(tail, "logs")}
trace_exporter = ${exporter(tail, "traces")}
metrics_exporter = ${exporter(tail, "metrics")}`,
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command }, { message: "Two lines." }],
    });
  } finally {
    ended = await tail.stop();
  }
  const recorded: OtlpRequest[] = [];
  for await (const request of readCapture(file)) recorded.push(request);
  return { codex, events: ended.events, exitCode: ended.exitCode, recorded };
}

describe.each(transports)("a real Codex session over $name", ({ exporter }) => {
  it("arrives whole: every basic event, in its session and turn, from its service", async () => {
    const { codex, events, exitCode, recorded } = await recordSession(exporter);
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

    // what Codex prints at its end are the tokens that no cache had, of all answers
    const [, printed = ""] = /tokens used\n([\d,.]+)/.exec(codex.stderr) ?? [];
    const tokens = (name: string) =>
      named("codex.sse_event").reduce((sum, { attributes }) => sum + Number(attributes[name] ?? 0), 0);
    expect(Number(printed.replace(/\D/g, ""))).toBe(
      tokens("input_token_count") - tokens("cached_token_count") + tokens("output_token_count"),
    );

    // the other signals are in the recording, and so is every event
    const itemsOf = (signal: Signal) =>
      recorded.filter((one) => one.signal === signal).reduce((sum, one) => sum + countItems(one), 0);
    expect(itemsOf("logs")).toBe(events.length);
    expect(itemsOf("traces")).toBeGreaterThan(10);
    expect(itemsOf("metrics")).toBeGreaterThan(3);

    const times = ofCodex.map(({ time }) => Date.parse(time));
    expect(Math.min(...times)).toBeGreaterThan(Date.parse("2024-01-01"));
  });
});
