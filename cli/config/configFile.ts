import { lstat, realpath, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { withoutWorkflowCommands } from "../../core/text/withoutWorkflowCommands.ts";
import { longestText, readBoundedFile } from "../../system/boundedFile.ts";
import { strayChange } from "../../system/foundFiles.ts";
import { createFileAtomically, FileChangedError, writeFileAtomically } from "../../system/writeFileAtomically.ts";
import { flag, option } from "../command/options.ts";
import { file } from "../command/valueKinds.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { unreadable } from "../output/unreadable.ts";
import { unwritable } from "../output/unwritable.ts";
import { isOwnHome, ownFolders } from "../ownFolders.ts";
import { decodeUtf8 } from "./utf8.ts";

/** `--config`, as the commands have it that change a configuration. */
export const configOption = option("FILE", file, {
  meaning: "the configuration; without it `config.toml` in Codex's folder, which is `$CODEX_HOME` or `~/.codex`",
});

/** `--dry-run`, likewise. */
export const dryRunFlag = flag("change nothing, and print what would change; values that may be keys are hidden");

/** A configuration file that is to be changed. */
export interface ConfigFile {
  /** As it is shown. */
  readonly name: string;
  /** Without links. */
  readonly path: string;
  /** undefined where there is none yet. */
  readonly bytes: Buffer | undefined;
  readonly text: string;
}

/**
 * Reads the file that `--config` names, or that of Codex's folder. Throws a {@link UsageError} for one that cannot be read, and
 * for one that a link leads into a repository: what is written there is for others to read.
 */
export async function openConfig(named: string | undefined, io: CommandIo): Promise<ConfigFile> {
  const { currentDirectory } = io;
  if (named === undefined && !isOwnHome(io))
    throw new UsageError("CODEX_HOME is inside of this folder: name the file to change with --config.");
  const given = resolve(currentDirectory, named ?? join(ownFolders(io).codexHome, "config.toml"));
  const name = withoutWorkflowCommands(escapeControlCharacters(given));
  const stray = strayChange(given, { own: ownFolders(io), worked: [currentDirectory] });
  if (stray !== undefined)
    throw new UsageError(
      `${name} ${escapeControlCharacters(stray)}, and was not changed: name the file there with --config.`,
    );
  const folder = await realpath(dirname(given)).catch((cause: unknown) => {
    throw new UsageError(`There is no folder ${escapeControlCharacters(dirname(given))}: name a file with --config.`, {
      cause,
    });
  });
  const entry = await lstat(given).catch(() => undefined);
  if (entry === undefined) return { name, path: join(folder, basename(given)), bytes: undefined, text: "" };
  const path = await realpath(given).catch((cause: unknown) => {
    throw new UsageError(`${name} is a link that leads nowhere.`, { cause });
  });
  const bytes = await readBoundedFile(path, longestText).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  return { name, path, bytes, text: decode(name, bytes) };
}

/** Writes a file as long as it is what was read, or removes it. Throws a {@link UsageError} of one sentence. */
export async function saveConfig({ name, path, bytes }: ConfigFile, text: string | undefined): Promise<void> {
  try {
    if (bytes === undefined) await createFileAtomically(path, text ?? "");
    else if (text === undefined) await removeUnchanged(path, bytes);
    else await writeFileAtomically(path, text, bytes);
  } catch (error) {
    if (error instanceof FileChangedError)
      throw new UsageError(`${name} was changed by another program just now: try again.`, { cause: error });
    throw unwritable(name, error);
  }
}

async function removeUnchanged(path: string, bytes: Buffer): Promise<void> {
  if (!(await readBoundedFile(path, longestText)).equals(bytes)) throw new FileChangedError();
  await rm(path);
}

function decode(name: string, bytes: Buffer): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  throw new UsageError(`${name} is not UTF-8, and Codex does not start with it: save it with the encoding UTF-8.`);
}
