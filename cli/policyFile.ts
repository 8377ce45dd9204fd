import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { codexHomeOf } from "../core/codex/configLocations.ts";
import { type CompiledPolicy, compilePolicy } from "../core/policy/compilePolicy.ts";
import { loadDefaultPolicy } from "../core/policy/defaultPolicy.ts";
import { parsePolicy } from "../core/policy/parsePolicy.ts";
import { policyFileName, policyFolders } from "../core/policy/policyLookup.ts";
import type { Policy } from "../core/policy/policyModel.ts";
import { LineIndex } from "../core/text/lineIndex.ts";
import type { PolicyPlace } from "../listener/send/tlsFiles.ts";
import { type CommandIo, UsageError } from "./commandIo.ts";

/** What `--policy` says for the built-in policy. */
export const builtInPolicy = "built-in";

/** What `--policy` means, for the help of commands; each line with the indent of a command's options. */
export const policyHelp = (indent: string): string =>
  [
    `FILE, or ${builtInPolicy}. Without it: ${policyFileName} of this folder, else that of`,
    "Codex's folder, else the built-in policy; which one is said on standard error",
  ].join(`\n${indent}`);

/** The text of a policy and where it is from. */
export interface FoundPolicy {
  /** Undefined for the built-in policy. */
  readonly text: string | undefined;
  readonly file: string | undefined;
}

/**
 * The policy that `--policy` names; without it the one of the current folder, of Codex's folder, or the built-in one, and
 * that is said on standard error. Throws a {@link UsageError} that says where a policy is broken.
 */
export async function findPolicy(option: string | undefined, io: CommandIo): Promise<FoundPolicy> {
  const found = await lookUp(option, io);
  if (option === undefined) io.stderr(`policy: ${found.file ?? builtInPolicy}\n`);
  return found;
}

async function lookUp(option: string | undefined, io: CommandIo): Promise<FoundPolicy> {
  if (option === builtInPolicy) return { text: undefined, file: undefined };
  if (option !== undefined) return { text: await readPolicyText(option, io), file: option };
  for (const folder of policyFolders([io.currentDirectory], codexHome(io))) {
    const file = join(folder, policyFileName);
    const text = await readIfThere(file);
    if (text !== undefined) return { text, file };
  }
  return { text: undefined, file: undefined };
}

function codexHome({ environment }: CommandIo): string {
  return codexHomeOf({ home: homeOf(environment), codexHome: environment.CODEX_HOME });
}

const homeOf = ({ HOME, USERPROFILE }: CommandIo["environment"]): string => HOME ?? USERPROFILE ?? homedir();

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UsageError(`The policy ${file} cannot be read.`, { cause });
  }
}

/** Where a policy lies that the person has named: the files that it names may be anywhere. */
export function placeOf(file: string, { environment, currentDirectory }: CommandIo): PolicyPlace {
  return { file: resolve(currentDirectory, file), home: homeOf(environment) };
}

/** The policy that counts, see {@link findPolicy}. */
export async function readPolicy(option: string | undefined, io: CommandIo): Promise<Policy> {
  const { text, file = "" } = await findPolicy(option, io);
  if (text === undefined) return loadDefaultPolicy();
  const { policy, problems } = parsePolicy(text);
  if (policy !== undefined) return policy;
  const lines = new LineIndex(text);
  const errors = problems.filter(({ severity }) => severity === "error");
  const places = errors.map(({ message, range }) => `line ${lines.positionAt(range.start).line + 1}: ${message}`);
  throw new UsageError(`The policy ${file} is broken: ${places.join(" ")}`);
}

/** The text of a policy file. Throws a {@link UsageError} when it cannot be read. */
async function readPolicyText(file: string, io: CommandIo): Promise<string> {
  try {
    return await readFile(resolve(io.currentDirectory, file), "utf8");
  } catch (cause) {
    throw new UsageError(`The policy ${file} cannot be read.`, { cause });
  }
}

/** The policy that counts, ready to evaluate; the salt comes from the environment. */
export async function readCompiledPolicy(option: string | undefined, io: CommandIo): Promise<CompiledPolicy> {
  return compilePolicy(await readPolicy(option, io), (name) => io.environment[name]);
}
