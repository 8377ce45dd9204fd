import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { otlpProtocols } from "../../core/otlp/otlpProtocol.ts";
import { bundles } from "./bundles.ts";
import { KilledWorkerRun, type RunReport } from "./killedWorkerRun.ts";

/** CODEX_OTEL_SEED plays one run again, CODEX_OTEL_KILLED_RUNS more than usual. */
const { CODEX_OTEL_SEED: only, CODEX_OTEL_KILLED_RUNS: count = "3" } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(count) }, (_, i) => i + 1) : [Number(only)];
const reports: RunReport[] = [];

let workerFile = "";
beforeAll(async () => {
  workerFile = join(await bundles(), "listener-worker.js");
});

test.each(seeds)(
  "What was acknowledged is kept, recorded and sent or counted, and nothing goes astray, whenever the worker is killed: run %i",
  async (seed) => {
    const report = await new KilledWorkerRun(seed, workerFile).run();
    reports.push(report);
    expect(report.wrong).toEqual([]);
  },
);

test("The workers were really killed, and the receivers misbehaved", () => {
  const sum = (of: (report: RunReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const answers = new Map<string, number>();
  for (const report of reports)
    for (const [name, times] of report.answers) answers.set(name, (answers.get(name) ?? 0) + times);
  const sentOver = Object.fromEntries(
    otlpProtocols.map((protocol) => [protocol, reports.filter((report) => report.protocol === protocol).length]),
  );
  const receivedOver = Object.fromEntries(
    otlpProtocols.map((protocol) => [protocol, sum(({ received }) => received.get(protocol) ?? 0)]),
  );
  const told = {
    runs: reports.length,
    sentOver,
    receivedOver,
    kills: sum(({ kills }) => kills),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    uncertain: sum(({ uncertain }) => uncertain),
    twice: sum(({ twice }) => twice),
    answers: Object.fromEntries(answers),
  };
  console.log(JSON.stringify(told));
  expect(told.kills).toBeGreaterThan(0);
  expect(answers.size).toBeGreaterThan(5);
  expect(Object.values(receivedOver).filter((count) => count === 0)).toEqual([]);
  if (reports.length >= otlpProtocols.length)
    expect(Object.values(sentOver).filter((count) => count === 0)).toEqual([]);
});
