import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { ingest } from "./ingest/ingest.ts";
import { keystroke } from "./keystroke/keystroke.ts";
import { news } from "./news/news.ts";
import { policy } from "./policy/policy.ts";
import { responsiveness } from "./responsiveness/responsiveness.ts";
import { store } from "./store/store.ts";
import type { BenchContext, Suite } from "./suite.ts";

const suites: readonly Suite[] = [keystroke, ingest, store, news, responsiveness, policy];

/**
 * Runs the suites that are named, or all. Resolves when everything is printed; rejects with a plain sentence for a name
 * that is not known.
 */
export async function run(names: readonly string[], context: Omit<BenchContext, "scratch">): Promise<void> {
  const known = suites.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}. There are: ${known.join(", ")}`);
  context.print(describeMachine());
  for (const suite of suites.filter(({ name }) => names.length === 0 || names.includes(name))) {
    context.print(`\n## ${suite.title}\n`);
    const scratch = await mkdtemp(join(tmpdir(), "codex-otel-bench-"));
    try {
      await suite.run({ ...context, scratch });
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

function describeMachine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(1);
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${process.platform} ${release()} ${process.arch}`,
    `${availableParallelism()} cores (${processor}), ${memory}, load ${load} at the start`,
  ].join("\n");
}
