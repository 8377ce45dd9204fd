import type { StorageDamage, UnreadFile, UnreadReason } from "../../protocol/storageDamage.ts";

const mostFilesNamed = 20;

/** Counts what cannot be read while a folder is opened. */
export class DamageCounter {
  #bytes = 0;
  #requests = 0;
  #ids = 0;
  #fileCount = 0;
  readonly #files: UnreadFile[] = [];

  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  addRequests(requests: number, ids: number): void {
    this.#requests += requests;
    this.#ids += ids;
  }

  addFile(file: UnreadFile): void {
    this.#fileCount++;
    if (this.#files.length < mostFilesNamed) this.#files.push(file);
  }

  /** What was counted; undefined when all is well. */
  get damage(): StorageDamage | undefined {
    if (this.#bytes === 0 && this.#requests === 0 && this.#ids === 0 && this.#fileCount === 0) return undefined;
    return {
      ...{ bytes: this.#bytes, requests: this.#requests, ids: this.#ids },
      ...{ files: [...this.#files], fileCount: this.#fileCount },
    };
  }
}

/** Both together. */
export function joinDamage(
  one: StorageDamage | undefined,
  other: StorageDamage | undefined,
): StorageDamage | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    bytes: one.bytes + other.bytes,
    requests: one.requests + other.requests,
    ids: one.ids + other.ids,
    files: [...one.files, ...other.files].slice(0, mostFilesNamed),
    fileCount: one.fileCount + other.fileCount,
  };
}

/** Whether anything is missing because of it: a copy or a foreign file costs nothing. */
export const isLoss = ({ bytes, requests, ids, files }: StorageDamage): boolean =>
  bytes > 0 || requests > 0 || ids > 0 || files.some(({ reason }) => reason !== "copy" && reason !== "foreign");

/** What to say of it, a sentence or several. `what` is what is kept, such as "what was received". */
export function describeDamage(damage: StorageDamage, what: string, folder: string): string {
  const { bytes, requests, ids, files, fileCount } = damage;
  const sentences: string[] = [];
  const known = Math.max(requests, ids > 0 ? 1 : 0);
  if (bytes > 0 || known > 0) {
    const counted = known === 0 ? "" : `, ${known} ${known === 1 ? "request" : "requests"} at least`;
    sentences.push(`${bytes} bytes of ${what} could not be read${counted}; everything else is there.`);
  }
  for (const { name, reason, setAside } of files) {
    const where = setAside === undefined ? "left where it is" : `set aside as ${setAside}`;
    sentences.push(`${reasonTexts[reason](printable(name))}, and was ${where}.`);
  }
  if (fileCount > files.length) sentences.push(`${fileCount - files.length} more files were not read.`);
  return `${sentences.join(" ")} The folder is ${folder}.`;
}

const reasonTexts: Readonly<Record<UnreadReason, (name: string) => string>> = {
  damaged: (name) => `Nothing in the file ${name} can be read`,
  refused: (name) => `The system does not let the file ${name} be read`,
  newer: (name) => `The file ${name} is of a newer version of Codex OTel, which reads it again`,
  copy: (name) => `The file ${name} repeats another one`,
  foreign: (name) => `${name} is no file of Codex OTel`,
};

/** A name as one word: nothing that a terminal or a log would act on. */
const printable = (name: string): string => JSON.stringify(name);
