import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { milliseconds, percentile, table } from "../statistics.ts";
import type { BenchContext, Suite } from "../suite.ts";
import { type BenchFile, benchFile } from "./configFile.ts";
import { type Edit, editsOf } from "./edits.ts";
import { peakMemory, settledProcessTime } from "./processTime.ts";
import { ServerProcess, type ServerSetup } from "./serverProcess.ts";

const sizes = [
  { name: "20 KB", length: 20_000, few: false, rounds: 6, warmUp: 900 },
  { name: "1 MB", length: 1_000_000, few: true, rounds: 3, warmUp: 100 },
] as const;
/** Milliseconds after which an answer counts as missing. */
const longestAnswer = 20_000;
/** A server gets no more milliseconds than this for one size; then it is measured on fewer edits. */
const longestRun = 120_000;
interface Measured {
  readonly server: string;
  readonly answers: readonly number[];
  readonly processor: readonly number[];
  /** Of the edits that came first, while compilers were still at work. */
  readonly coldProcessor: readonly number[];
  readonly missing: number;
  readonly memory: number;
  readonly opening: number;
}

/** From a keystroke to its diagnostics, beside other TOML language servers over the same edits. */
export const keystroke: Suite = {
  name: "keystroke",
  title: "From a keystroke to diagnostics",
  async run(context) {
    const servers = await setups(context);
    for (const { name, length, few, rounds, warmUp } of sizes) {
      const file = benchFile(length);
      const edits = editsOf(file, few);
      context.print(
        `### ${name} (${file.text.length} characters), ${edits.length} edits, ${rounds} times over, the first ${warmUp} not counted\n`,
      );
      const measured: Measured[] = [];
      for (const setup of servers) {
        try {
          measured.push(await measure(context, setup, file, { edits, rounds, warmUp }));
        } catch (error) {
          context.print(`${setup.name} is not measured: ${error instanceof Error ? error.message : error}\n`);
        }
      }
      context.print(`${report(measured)}\n`);
    }
    context.print(legend);
  },
};

const legend = `answer: milliseconds from sending didChange until publishDiagnostics, or the answer to textDocument/diagnostic, is here.
CPU: processor milliseconds of all threads of the server for that edit, until it rests. Ratio: CPU p95 over that of codex-otel.
cold: the same for the edits that came first and are not counted, while compilers and caches warmed up.
Both check the syntax of the whole file; codex-otel adds what Codex makes of [otel], tombi has no schema for it here.`;

async function setups({ root, scratch, obtainTombi, print }: BenchContext): Promise<ServerSetup[]> {
  const ours = join(scratch, "server.js");
  await build({
    entryPoints: [join(root, "server/main.ts")],
    outfile: ours,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    loader: { ".toml": "text" },
    logLevel: "warning",
  });
  const codexOtel = {
    command: [process.execPath, ours, "--stdio"],
    environment: {},
    initializationOptions: { home: scratch, codexVersion: newestKnownCodexVersion },
  } as const;
  const found: ServerSetup[] = [
    { ...codexOtel, name: "codex-otel" },
    { ...codexOtel, name: "codex-otel, asked", pull: true },
  ];
  const tombi = await obtainTombi();
  if ("path" in tombi)
    found.push({
      name: `tombi ${tombi.version}`,
      command: [tombi.path, "lsp", "--offline"],
      environment: { HOME: scratch, XDG_CACHE_HOME: join(scratch, "cache") },
    });
  else print(`tombi is not measured: ${tombi.unobtainable}\n`);
  return found;
}

async function measure(
  { scratch, print }: BenchContext,
  setup: ServerSetup,
  file: BenchFile,
  { edits, rounds, warmUp }: { readonly edits: readonly Edit[]; readonly rounds: number; readonly warmUp: number },
): Promise<Measured> {
  const folder = join(scratch, ".codex");
  await mkdir(folder, { recursive: true });
  const uri = pathToFileURL(join(folder, "config.toml")).href;
  const began = performance.now();
  const server = await ServerProcess.start(setup, uri, pathToFileURL(folder).href, file.text);
  const answers: number[] = [];
  const processor: number[] = [];
  const coldProcessor: number[] = [];
  let missing = 0;
  let done = 0;
  try {
    if (!(await server.opened(longestAnswer))) print(`${setup.name} said nothing of the file it was given\n`);
    const opening = performance.now() - began;
    let before = await settledProcessTime(server.pid);
    const started = performance.now();
    measuring: for (let round = 0; round < rounds; round++)
      for (const edit of edits) {
        if (performance.now() - started > longestRun) break measuring;
        const answer = await server.edit(edit, longestAnswer);
        const after = await settledProcessTime(server.pid);
        done++;
        if (answer === undefined) missing++;
        else if (done <= warmUp) coldProcessor.push(after - before);
        else {
          answers.push(answer);
          processor.push(after - before);
        }
        before = after;
      }
    if (done === edits.length * rounds && server.text !== file.text) throw new Error("the edits do not cancel out");
    return { server: setup.name, answers, processor, coldProcessor, missing, memory: peakMemory(server.pid), opening };
  } finally {
    await server.stop();
  }
}

function report(measured: readonly Measured[]): string {
  const ours = percentile(measured[0]?.processor ?? [], 0.95);
  const cells = (values: readonly number[]) => [0.5, 0.95, 0.99].map((part) => milliseconds(percentile(values, part)));
  return table([
    [
      "server",
      "edits",
      "answer p50",
      "p95",
      "p99",
      "CPU p50",
      "p95",
      "p99",
      "ratio",
      "cold p95",
      "no answer",
      "open ms",
      "MiB",
    ],
    ...measured.map(({ server, answers, processor, coldProcessor, missing, memory, opening }) => [
      server,
      String(answers.length),
      ...cells(answers),
      ...cells(processor),
      `${(percentile(processor, 0.95) / ours).toFixed(1)}×`,
      milliseconds(percentile(coldProcessor, 0.95)),
      String(missing),
      milliseconds(opening),
      Number.isNaN(memory) ? "–" : memory.toFixed(0),
    ]),
  ]);
}
