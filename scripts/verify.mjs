// Runs what takes longer than `npm test` has time for: npm run verify. The last line is `N passed, N failed`.
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { ensureCodex } from "./programs/codex.mjs";
import { bundles, root, TestRun } from "./testRun.mjs";

/**
 * Tests that `npm test` runs with a small budget, with a large one.
 *
 * @type {readonly import("./testRun.mjs").Suite[]}
 */
const parts = [
  {
    name: "10,000 schedules of faults and changes for store, queues and relay",
    projects: ["unit"],
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
    name: "hostile repositories of every form, opened in every way",
    projects: ["protocol"],
    files: ["test/protocol/startedPrograms.test.ts"],
    env: { CODEX_OTEL_HOSTILE: "all" },
  },
  {
    name: "2,000 generated configurations, and what the real Codex says of them",
    projects: ["oracle"],
    files: ["test/oracle/generatedVerdicts.test.ts"],
    env: { CODEX_OTEL_CONFIGS: "2000" },
  },
];

requireNode();
process.chdir(root);
const run = new TestRun({ results: "test-results/verify" });
await run.all(async () => {
  run.heading("what is needed");
  await ensureDependencies();
  await ensureCodex();
  await run.check(bundles);
  for (const part of parts) await run.suite(part);
});
