import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type CompiledPolicy, compilePolicy } from "../core/policy/compilePolicy.ts";
import { loadDefaultPolicy } from "../core/policy/defaultPolicy.ts";
import { parsePolicy } from "../core/policy/parsePolicy.ts";
import type { Policy } from "../core/policy/policyModel.ts";
import { LineIndex } from "../core/text/lineIndex.ts";
import { type CommandIo, UsageError } from "./commandIo.ts";

/** The policy of a file, or the built-in one. Throws a {@link UsageError} that says where a policy is broken. */
export async function readPolicy(file: string | undefined, io: CommandIo): Promise<Policy> {
  if (file === undefined) return loadDefaultPolicy();
  const text = await readPolicyText(file, io);
  const { policy, problems } = parsePolicy(text);
  if (policy !== undefined) return policy;
  const lines = new LineIndex(text);
  const errors = problems.filter(({ severity }) => severity === "error");
  const places = errors.map(({ message, range }) => `line ${lines.positionAt(range.start).line + 1}: ${message}`);
  throw new UsageError(`The policy ${file} is broken: ${places.join(" ")}`);
}

/** The text of a policy file. Throws a {@link UsageError} when it cannot be read. */
export async function readPolicyText(file: string, io: CommandIo): Promise<string> {
  try {
    return await readFile(resolve(io.currentDirectory, file), "utf8");
  } catch (cause) {
    throw new UsageError(`The policy ${file} cannot be read.`, { cause });
  }
}

/** The policy of a file, or the built-in one, ready to evaluate; the salt comes from the environment. */
export async function readCompiledPolicy(file: string | undefined, io: CommandIo): Promise<CompiledPolicy> {
  return compilePolicy(await readPolicy(file, io), (name) => io.environment[name]);
}
