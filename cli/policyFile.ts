import { join, resolve } from "node:path";
import { type CompiledPolicy, compilePolicy } from "../core/policy/evaluate/compilePolicy.ts";
import { hashingDestinations } from "../core/policy/evaluate/unsaltedHashes.ts";
import { policyFileName, policyFolders } from "../core/policy/model/policyLookup.ts";
import type { Policy } from "../core/policy/model/policyModel.ts";
import { loadDefaultPolicy } from "../core/policy/read/defaultPolicy.ts";
import { parsePolicy } from "../core/policy/read/parsePolicy.ts";
import { escapeControlCharacters } from "../core/text/escapeControl.ts";
import { LineIndex } from "../core/text/lineIndex.ts";
import type { PolicyLocation } from "../listener/protocol/listenerOptions.ts";
import { needsConsent } from "../listener/relay/forwardConsent.ts";
import { longestText, readBoundedFile } from "../system/boundedFile.ts";
import { strayLink } from "../system/foundFiles.ts";
import { foldersAround, isOwnCodexHome } from "../system/workspaceFolders.ts";
import { option } from "./command/options.ts";
import { file, orOneOf } from "./command/valueKinds.ts";
import { type CommandIo, UsageError } from "./output/commandIo.ts";
import { unreadable } from "./output/unreadable.ts";
import { ownFolders } from "./ownFolders.ts";

/** What `--policy` says for the built-in policy. */
export const builtInPolicy = "built-in";

/** `--policy`, as commands have it. */
export const policyOption = option("FILE", orOneOf(file, { [builtInPolicy]: "the built-in policy" }), {
  meaning: `the policy; without it \`${policyFileName}\` of this folder, else that of Codex's folder, else the built-in one; which one is said on standard error`,
});

/** The text of a policy and where it is from. */
export interface FoundPolicy {
  /** Undefined for the built-in policy. */
  readonly text: string | undefined;
  readonly file: string | undefined;
  /** As the listener is told it; `found:PATH` for one that only lies in the current folder or repository, and may be anybody's. */
  readonly origin: string;
}

/**
 * The policy that `--policy` names; without it the one of the current folder, of Codex's folder, or the built-in one, and
 * that is said on standard error. For one of the current folder that was not asked for, nothing is read from the
 * environment. Throws a {@link UsageError} that says where a policy is broken.
 */
export async function findPolicy(option: string | undefined, io: CommandIo): Promise<FoundPolicy> {
  const found = await lookUp(option, io);
  if (option === undefined) io.stderr(`policy: ${found.file ?? builtInPolicy}\n`);
  return found;
}

async function lookUp(option: string | undefined, io: CommandIo): Promise<FoundPolicy> {
  if (option === builtInPolicy) return builtIn;
  if (option !== undefined) {
    const text = await readPolicyText(option, io);
    return { text, file: option, origin: `file:${resolve(io.currentDirectory, option)}` };
  }
  const { currentDirectory } = io;
  const own = ownFolders(io);
  for (const folder of policyFolders([currentDirectory], own.codexHome)) {
    const file = join(folder, policyFileName);
    const stray = strayLink(file, { folder, own, worked: [currentDirectory] });
    if (stray !== undefined)
      throw new UsageError(`The policy ${file} ${stray}, and was not read: name a file with --policy.`);
    const text = await readIfThere(file);
    if (text === undefined) continue;
    const isUsers = folder === own.codexHome && isOwnCodexHome(own, foldersAround({ folders: [currentDirectory] }));
    return { text, file, origin: `${isUsers ? "user" : "found"}:${file}` };
  }
  return builtIn;
}

const builtIn: FoundPolicy = { text: undefined, file: undefined, origin: "built-in" };

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readBoundedFile(file, longestText)).toString("utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unreadable(`The policy ${file}`, cause);
  }
}

/** Where a policy lies that the person has named: the files that it names may be anywhere. */
export function placeOf(file: string, io: CommandIo): PolicyLocation {
  return { file: resolve(io.currentDirectory, file), home: ownFolders(io).home };
}

/** The policy that counts, see {@link findPolicy}. */
export async function readPolicy(option: string | undefined, io: CommandIo): Promise<Policy> {
  return parseFound(await findPolicy(option, io));
}

function parseFound({ text, file = "" }: FoundPolicy): Policy {
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
    return (await readBoundedFile(resolve(io.currentDirectory, file), longestText)).toString("utf8");
  } catch (cause) {
    throw unreadable(`The policy ${file}`, cause);
  }
}

/** The policy that counts, ready to evaluate; the salt comes from the environment, where that may be read. */
export async function readCompiledPolicy(option: string | undefined, io: CommandIo): Promise<CompiledPolicy> {
  const found = await findPolicy(option, io);
  const mayRead = !needsConsent({ policyOrigin: found.origin, allowed: undefined });
  const policy = compilePolicy(parseFound(found), mayRead ? (name) => io.environment[name] : undefined);
  saySaltUnread(policy, found, io);
  return policy;
}

/** Says on standard error that a salt was not read, and what to do; nothing where there is none, or nothing is hashed. */
export function saySaltUnread({ policy, salt }: CompiledPolicy, { file }: FoundPolicy, io: CommandIo): void {
  if (salt !== "unread" || hashingDestinations(policy).length === 0) return;
  const variable = policy.hashing.saltEnvironmentVariable;
  const name = escapeControlCharacters(file ?? "");
  io.stderr(
    `warning: Hashes have no salt, for ${variable} is not read: ${name} only lies in this folder. Name it with --policy to have its salt_env read.\n`,
  );
}
