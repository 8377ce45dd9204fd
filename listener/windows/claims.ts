import { randomBytes } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { NotOwnError, readOwnFile, TooLargeError } from "../../system/ownFile.ts";
import { ListenerError } from "../protocol/listenerError.ts";
import { claimOf, type OwnerRecord, parseOwnerRecord, recordName } from "./ownerRecord.ts";

/** More than any claim has, in bytes. */
const longestRecord = 64 * 1024;

/** The claim with the highest number, as far as it can be read. */
export interface NewestClaim {
  readonly claim: number;
  /** undefined while its file is being written, or when it is damaged. */
  readonly record: OwnerRecord | undefined;
  /** Milliseconds since the file was written. */
  readonly age: number;
}

/**
 * Who owns a listener's folder. The claims are numbered files, and a claim is made by creating the file that has the
 * number after the highest one, which the file system lets one process do only. A file is removed by its own claimant, or
 * when a higher one serves; so there is no stale lock to be broken, which two processes could do at the same time. A
 * process that slept through all this and then creates a file with a number of the past finds the higher one when it looks
 * again, and gives up. Two owners are so possible only for as long as the older one has not looked (see `isSuperseded`),
 * and even then they spoil nothing: the ports are held by one process only, and each owner writes segment files of its own.
 */
export class Claims {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates the folder, for its user only. Throws the error of the file system. */
  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
  }

  /**
   * The claim that counts; undefined when there was never one. Throws a `ListenerError` when its file is none that a claimant
   * makes: a link, a pipe, or one that is too large.
   */
  async newest(): Promise<NewestClaim | undefined> {
    const claim = Math.max(...(await this.#numbers()));
    if (claim < 0) return undefined;
    const file = join(this.folder, recordName(claim));
    try {
      const { mtimeMs } = await lstat(file);
      const text = readOwnFile(file, longestRecord).toString("utf8");
      return { claim, record: parseOwnerRecord(text), age: Math.max(0, Date.now() - mtimeMs) };
    } catch (error) {
      if (error instanceof NotOwnError || error instanceof TooLargeError) throw strangeClaim(error);
      if (isMissing(error)) return this.newest();
      throw error;
    }
  }

  /** Makes a claim with that number. False when another process was faster. */
  async make(record: OwnerRecord): Promise<boolean> {
    try {
      await writeFile(join(this.folder, recordName(record.claim)), JSON.stringify(record), { flag: "wx", mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      // others would wait for half of a claim
      await this.withdraw(record.claim).catch(() => undefined);
      throw error;
    }
    if (!(await this.isSuperseded(record.claim))) return true;
    await this.withdraw(record.claim);
    return false;
  }

  /** Whether a higher claim was made. */
  async isSuperseded(claim: number): Promise<boolean> {
    return Math.max(...(await this.#numbers())) > claim;
  }

  /** Whether an owner with a higher claim serves already. */
  async isReplaced(claim: number): Promise<boolean> {
    const newest = await this.newest();
    return newest !== undefined && newest.claim > claim && newest.record?.state === "serving";
  }

  /** Says something new about a claim. Whoever reads sees the old text or the new one, whole. */
  async publish(record: OwnerRecord): Promise<void> {
    const { file, draft } = this.#files(record.claim);
    await writeFile(draft, JSON.stringify(record), { flag: "wx", mode: 0o600 });
    await rename(draft, file);
  }

  /** Says that the owner has ended; at once, because the process may be ending. */
  release(record: OwnerRecord): void {
    const { file, draft } = this.#files(record.claim);
    const { addresses: _, ...rest } = record;
    writeFileSync(draft, JSON.stringify({ ...rest, state: "released", socket: "", token: "" }), {
      flag: "wx",
      mode: 0o600,
    });
    renameSync(draft, file);
  }

  /** Takes a claim back that came to nothing. The one before it counts again. */
  async withdraw(claim: number): Promise<void> {
    await rm(join(this.folder, recordName(claim)), { force: true });
  }

  /** Removes what was said about the claims before this one. */
  async forgetBefore(claim: number): Promise<void> {
    for (const number of await this.#numbers()) if (number >= 0 && number < claim) await this.withdraw(number);
  }

  #files(claim: number): { readonly file: string; readonly draft: string } {
    const file = join(this.folder, recordName(claim));
    return { file, draft: `${file}.${randomBytes(6).toString("hex")}` };
  }

  /** -1 stands for none. */
  async #numbers(): Promise<readonly number[]> {
    const names = await readdir(this.folder);
    return [-1, ...names.map(claimOf).filter((claim) => claim !== undefined)];
  }
}

const strangeClaim = ({ path, reason }: NotOwnError | TooLargeError): ListenerError =>
  new ListenerError(
    "failed",
    `${escapeControlCharacters(path)} ${reason}, and nothing that says who uses this folder: remove it, or choose another folder.`,
  );

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
