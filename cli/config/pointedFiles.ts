import { createHash } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ExporterChange } from "../../core/config/edit/exporterRestore.ts";
import { readBoundedFile } from "../../system/boundedFile.ts";
import { isInsideAny } from "../../system/insideFolder.ts";
import { stateFolder } from "../../system/stateFolder.ts";
import { foldersAround } from "../../system/workspaceFolders.ts";
import { createFileAtomically, writeFileAtomically } from "../../system/writeFileAtomically.ts";
import { type CommandIo, UsageError } from "../output/commandIo.ts";
import { ownFolders } from "../ownFolders.ts";

/** What a configuration file was before and after `codex-otel point` set its exporter. */
export interface PointedFile extends ExporterChange {
  /** The file, without links. */
  readonly file: string;
  /** There was no file, and `before` is empty. */
  readonly wasAbsent: boolean;
}

/** Of both texts, each as long as a configuration may be, with every character escaped. */
const longestRecord = 256 * 1024 * 1024;

/**
 * Remembers what configuration files were before they were pointed, in a file for each that only its owner can read, for the
 * texts may hold keys: JSON with the fields of {@link PointedFile} and `version`, which is 1.
 */
export class PointedFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** undefined where the file was not pointed, or was restored. Throws a {@link UsageError} for a record that it cannot read. */
  async get(file: string): Promise<PointedFile | undefined> {
    const record = this.#recordOf(file);
    const found = await readRecord(record);
    if (found === "unreadable")
      throw new UsageError(
        `What ${file} was before it was pointed cannot be read: move ${record} away, or use the version that wrote it.`,
      );
    return found;
  }

  /** The files that were pointed and not restored. */
  async files(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records = await Promise.all(names.map((name) => readRecord(join(this.#folder, name))));
    return records.flatMap((record) => (record === undefined || record === "unreadable" ? [] : [record.file])).sort();
  }

  /** Throws a {@link UsageError} where that cannot be kept. */
  async remember(pointed: PointedFile): Promise<void> {
    try {
      await this.#write(pointed);
    } catch (cause) {
      const { code = "error" } = cause as NodeJS.ErrnoException;
      throw new UsageError(
        `What ${pointed.file} was before cannot be kept, so it was not changed: ${this.#folder} cannot be written (${code}).`,
        { cause },
      );
    }
  }

  async #write(pointed: PointedFile): Promise<void> {
    const record = this.#recordOf(pointed.file);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ version: 1, ...pointed });
    const isThere = await stat(record).then(
      () => true,
      () => false,
    );
    await (isThere ? writeFileAtomically(record, text) : createFileAtomically(record, text));
  }

  async forget(file: string): Promise<void> {
    await rm(this.#recordOf(file), { force: true });
  }

  #recordOf(file: string): string {
    return join(this.#folder, `${createHash("sha256").update(file).digest("hex").slice(0, 32)}.json`);
  }
}

/** Those of this person. A folder that the environment puts into what is worked in does not count: others may have it. */
export function pointedFiles(io: CommandIo): PointedFiles {
  const { environment, currentDirectory } = io;
  const { home } = ownFolders(io);
  const { platform } = process;
  const chosen = stateFolder({ platform, home, environment });
  const isForeign = isInsideAny(chosen, foldersAround({ folders: [currentDirectory] }));
  return new PointedFiles(join(isForeign ? stateFolder({ platform, home, environment: {} }) : chosen, "pointed"));
}

async function readRecord(path: string): Promise<PointedFile | "unreadable" | undefined> {
  try {
    const record: unknown = JSON.parse((await readBoundedFile(path, longestRecord)).toString("utf8"));
    return isRecord(record) ? record : "unreadable";
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : "unreadable";
  }
}

function isRecord(value: unknown): value is PointedFile {
  if (typeof value !== "object" || value === null) return false;
  const { version, file, before, after, wasAbsent } = value as Readonly<Record<string, unknown>>;
  const texts = [file, before, after];
  return version === 1 && texts.every((text) => typeof text === "string") && typeof wasAbsent === "boolean";
}
