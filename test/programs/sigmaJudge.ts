import { spawn } from "node:child_process";
import { join } from "node:path";

/** What pySigma says about one rule of a file. */
export interface JudgedRule {
  readonly name: string;
  readonly errors: readonly string[];
  /** Indexes of the events that the rule's detection matches; absent for correlation rules. */
  readonly matches?: readonly number[];
  readonly type?: string;
  readonly rules?: readonly string[];
  readonly groupBy?: readonly string[];
  readonly seconds?: number;
  readonly count?: number;
}

export interface SigmaVerdict {
  readonly errors: readonly string[];
  readonly rules: readonly JudgedRule[];
}

/** Reads rules with the real pySigma and asks them about events, given by their attributes. */
export async function judgeSigma(packages: string, rules: string, events: readonly object[]): Promise<SigmaVerdict> {
  return runPython<SigmaVerdict>(packages, "judge.py", JSON.stringify({ rules, events }));
}

/** What PyYAML, which pySigma reads its rules with, makes of some files: for each its documents. */
export async function loadYaml(packages: string, texts: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  return runPython<readonly (readonly unknown[])[]>(packages, "load_yaml.py", JSON.stringify(texts));
}

async function runPython<Answer>(packages: string, program: string, input: string): Promise<Answer> {
  const environment = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn("python3", [join(import.meta.dirname, "sigma", program)], { env: environment });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => output.push(data));
  child.stderr.on("data", (data: Buffer) => complaints.push(data));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  if (code !== 0) throw new Error(`${program} ended with code ${code}:\n${Buffer.concat(complaints).toString("utf8")}`);
  return JSON.parse(Buffer.concat(output).toString("utf8"));
}
