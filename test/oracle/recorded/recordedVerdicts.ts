import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type Engine, type VerdictMode, VerdictRecords, verdictModes } from "./verdictRecords.ts";

/** Where someone asks for more than is recorded, or for something else, the engine is asked. */
const otherInputs = ["CODEX_OTEL_SEED", "CODEX_OTEL_CONFIGS", "CODEX_OTEL_CONDITIONS", "CODEX_OTEL_POLICIES"];

/** How verdicts are had in this run, as CODEX_OTEL_VERDICTS says. */
function modeOf(environment: NodeJS.ProcessEnv): VerdictMode {
  const wanted = environment.CODEX_OTEL_VERDICTS;
  if (wanted === undefined) return otherInputs.some((name) => environment[name]) ? "ask" : "recorded";
  const mode = verdictModes.find((one) => one === wanted);
  if (mode === undefined) throw new Error(`CODEX_OTEL_VERDICTS is one of ${verdictModes.join(", ")}`);
  return mode;
}

/** The recorded verdicts of an engine for a test file, which gives its own path. */
export function recordedVerdicts<Verdict>(testFile: string, engine: Engine): Pick<VerdictRecords<Verdict>, "of"> {
  const mode = modeOf(process.env);
  const file = join(import.meta.dirname, "../verdicts", engine.id, `${basename(testFile, ".test.ts")}.json`);
  const records = new VerdictRecords<Verdict>({
    engine,
    file: existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined,
    mode,
    command: `CODEX_OTEL_VERDICTS=record npx vitest run --project oracle test/oracle/${basename(testFile)}`,
  });
  afterAll(async () => {
    if (mode === "verify" && records.unused.length > 0)
      throw new Error(`${file} has ${records.unused.length} verdicts that no test asks for`);
    if (mode !== "record") return;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await records.written());
  });
  return records;
}
