import { readFileSync } from "node:fs";
import { join } from "node:path";
import { collectorSources, obtainCollector } from "../../../scripts/programs/collector.mjs";
import { gojqSources, obtainGojq } from "../../../scripts/programs/gojq.mjs";
import { hashOfPins } from "../../../scripts/programs/programCache.mjs";
import { obtainSigma } from "../../../scripts/programs/sigma.mjs";
import type { Engine } from "./verdictRecords.ts";

const pin = (file: string, version: RegExp): string => {
  const [, found] = version.exec(readFileSync(join(import.meta.dirname, "../../programs", file), "utf8")) ?? [];
  if (found === undefined) throw new Error(`${file} has no ${version.source}`);
  return found;
};

export const codex: Engine = {
  id: "codex",
  version: `Codex ${pin("codex/package-lock.json", /"node_modules\/@openai\/codex": \{\s*"version": "([^"]+)"/)}`,
};

export const collector: Engine = {
  id: "collector",
  version: `OpenTelemetry Collector ${pin("collector/go.mod", /collector\/otelcol v(\S+)/)}, built from ${await hashOfPins("collector", collectorSources)}`,
};

export const gojq: Engine = {
  id: "gojq",
  version: `gojq ${pin("gojq/go.mod", /itchyny\/gojq v(\S+)/)}, built from ${await hashOfPins("gojq", gojqSources)}`,
};

export const sigma: Engine = {
  id: "sigma",
  version: `pySigma ${pin("sigma/requirements.txt", /^pysigma==(\S+)/m)}, installed from ${await hashOfPins("sigma", ["requirements.txt", "judge.py", "load_yaml.py"])}`,
};

/** The engine's program, which is built or installed first when needed. */
async function required(program: Promise<{ path: string } | { unobtainable: string }>): Promise<string> {
  const obtained = await program;
  if ("unobtainable" in obtained) throw new Error(obtained.unobtainable);
  return obtained.path;
}

export const collectorProgram = (): Promise<string> => required(obtainCollector());
export const gojqProgram = (): Promise<string> => required(obtainGojq());
export const sigmaPackages = (): Promise<string> => required(obtainSigma());
