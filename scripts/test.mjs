// Installs what is missing and runs every check: npm test. The last line is `N passed, N failed`.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { ensureChromium } from "./programs/chromium.mjs";
import { ensureCodeServer } from "./programs/codeServer.mjs";
import { ensureCodex } from "./programs/codex.mjs";
import { obtainCollector } from "./programs/collector.mjs";
import { obtainPythonSdk } from "./programs/pythonSdk.mjs";
import { obtainBash, obtainFish, obtainZsh } from "./programs/shells.mjs";
import { obtainStrace } from "./programs/strace.mjs";
import { bin, bundles, root, TestRun } from "./testRun.mjs";

const vsix = join(root, ".build/codex-otel.vsix");
/** @type {readonly import("./testRun.mjs").Check[]} */
const checks = [
  { name: "lint", command: [...bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings"] },
  { name: "types", command: [...bin("typescript/bin/tsc"), "-b"] },
  bundles,
  { name: "package", command: [process.execPath, "scripts/package.mjs", vsix] },
];
/** One after the other, so that the real programs of one don't slow the timers of another. */
const suites = [
  { name: "unit, fuzz and protocol tests", projects: ["unit", "simulated", "fuzz", "protocol"] },
  { name: "oracle tests: the real Codex as judge, and what other programs said", projects: ["oracle"] },
  { name: "live tests: a real Codex session", projects: ["live"] },
  { name: "editor tests: a real VS Code", projects: ["editor"] },
];

/** What some tests want, with a word that occurs in all of them; where it cannot be had they are skipped. */
const programs = [
  { name: "the OpenTelemetry Collector", word: "collectorProgram", obtain: obtainCollector },
  { name: "the OpenTelemetry SDK for Python", word: "obtainPythonSdk", obtain: obtainPythonSdk },
  { name: "bash", word: "obtainBash", obtain: obtainBash },
  { name: "fish", word: "obtainFish", obtain: obtainFish },
  { name: "zsh", word: "obtainZsh", obtain: obtainZsh },
  { name: "strace", word: "obtainStrace", obtain: obtainStrace },
];

requireNode();
process.chdir(root);
// it takes minutes: what it says of our exports is recorded, and other tests are run where it is there
process.env.CODEX_OTEL_COLLECTOR ??= "built";
const run = new TestRun({ results: "test-results", env: { CODEX_OTEL_VSIX: vsix } });
await run.all(async () => {
  run.heading("what is needed");
  await mkdir(join(root, ".build"), { recursive: true });
  await ensureDependencies();
  await ensureChromium();
  await ensureCodeServer();
  await ensureCodex();
  for (const { name, word, obtain } of programs) {
    const program = await obtain();
    if ("unobtainable" in program) run.isWithout(word, `without ${name}: ${program.unobtainable}`);
  }
  for (const check of checks) await run.check(check);
  for (const suite of suites) await run.suite(suite);
});
