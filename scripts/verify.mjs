// Runs what takes longer than `npm test` has time for: npm run verify. The last line is `N passed, N failed`.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { ensureChromium } from "./programs/chromium.mjs";
import { ensureCodeServer } from "./programs/codeServer.mjs";
import { ensureCodex } from "./programs/codex.mjs";
import { obtainCollector } from "./programs/collector.mjs";
import { obtainStrace } from "./programs/strace.mjs";
import { bundles, root, TestRun } from "./testRun.mjs";

const vsix = join(root, ".build/codex-otel.vsix");

/**
 * Tests that `npm test` runs with a small budget, with a large one, and those that need what takes minutes to build.
 *
 * @type {readonly import("./testRun.mjs").Suite[]}
 */
const parts = [
  {
    name: "what Codex, the Collector, jq and pySigma say, beside what is recorded of them",
    projects: ["oracle"],
    env: { CODEX_OTEL_VERDICTS: "verify" },
  },
  {
    name: "2,000 generated configurations, and what the real Codex says of them",
    projects: ["oracle"],
    files: ["test/oracle/generatedVerdicts.test.ts"],
    env: { CODEX_OTEL_CONFIGS: "2000" },
  },
  {
    name: "random conditions and policies in the Collector and in jq",
    projects: ["oracle"],
    files: ["collectorOperators", "collectorRandomPolicies", "monadConditions"].map(
      (name) => `test/oracle/${name}.test.ts`,
    ),
    env: { CODEX_OTEL_CONDITIONS: "150", CODEX_OTEL_POLICIES: "12" },
  },
  {
    name: "the Collector as a client of the listener",
    projects: ["protocol"],
    files: ["test/protocol/listenerCollector.test.ts"],
  },
  {
    name: "the Collector as a backend, in a real VS Code",
    projects: ["editor"],
    files: ["test/editor/production.test.ts", "test/editor/setup.test.ts"],
  },
  {
    name: "10,000 schedules of faults and changes for store, queues and relay",
    projects: ["simulated"],
    files: ["test/unit/model"],
    env: { CODEX_OTEL_SCHEDULES: "10000" },
  },
  {
    name: "60 runs in which workers are killed",
    projects: ["protocol"],
    files: ["test/protocol/killedWorkers.test.ts"],
    env: { CODEX_OTEL_KILLED_RUNS: "60" },
  },
  {
    name: "1,000 folders with damage of every kind",
    projects: ["unit"],
    files: ["test/unit/listener/store/damagedFolder.test.ts"],
    env: { CODEX_OTEL_DAMAGES: "1000" },
  },
  {
    name: "random edits and texts, twenty times as many, and 30 random documents that grow",
    projects: ["fuzz"],
    env: { CODEX_OTEL_FUZZ: "20", CODEX_OTEL_SIZES: "30" },
  },
  {
    name: "random files that are edited, and random policies that are compared, twenty times as many",
    projects: ["unit"],
    files: ["test/unit/toml/parseToml.property.test.ts", "test/unit/exposure/newlyExposed.property.test.ts"],
    env: { CODEX_OTEL_FUZZ: "20" },
  },
  {
    name: "sessions of every surface, beside Codex's own transcripts",
    projects: ["live"],
    files: ["test/live/transcripts.test.ts"],
    env: { CODEX_OTEL_SURFACES: "all" },
  },
  {
    name: "hostile repositories of every form, opened in every way",
    projects: ["protocol"],
    files: ["test/protocol/startedPrograms.test.ts"],
    env: { CODEX_OTEL_HOSTILE: "all" },
  },
];

requireNode();
process.chdir(root);
const run = new TestRun({ results: "test-results/verify", env: { CODEX_OTEL_VSIX: vsix } });
await run.all(async () => {
  run.heading("what is needed");
  await mkdir(join(root, ".build"), { recursive: true });
  await ensureDependencies();
  await ensureChromium();
  await ensureCodeServer();
  await ensureCodex();
  const collector = await obtainCollector();
  if ("unobtainable" in collector)
    run.isWithout("collectorProgram", `without the OpenTelemetry Collector: ${collector.unobtainable}`);
  const strace = await obtainStrace();
  if ("unobtainable" in strace) run.isWithout("obtainStrace", `without strace: ${strace.unobtainable}`);
  await run.check(bundles);
  await run.check({ name: "package", command: [process.execPath, "scripts/package.mjs", vsix] });
  for (const part of parts) await run.suite(part);
});
