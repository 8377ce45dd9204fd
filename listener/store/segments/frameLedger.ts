import { NumberRanges } from "../numberRanges.ts";
import type { DamageCounter } from "./storageDamage.ts";

/** Which frames of one file, and of its copies, were found. */
export class FileLedger {
  readonly #found = new NumberRanges();
  #next = 0;
  #files = 0;
  #unread = 0;

  /** A copy of the file, or the file itself, was read; so many bytes of it could not be. */
  noteFile(unread: number): void {
    this.#files++;
    this.#unread = this.#files === 1 ? unread : Math.min(this.#unread, unread);
  }

  /** A frame of the file is there. False when it was there before. */
  noteFrame(sequence: number): boolean {
    this.noteHead(sequence);
    if (this.#found.has(sequence)) return false;
    this.#found.add(sequence);
    return true;
  }

  /** There was such a frame. */
  noteHead(sequence: number): void {
    this.#next = Math.max(this.#next, sequence + 1);
  }

  /** Frames up to this one need not be there. */
  pass(sequence: number): void {
    this.noteHead(sequence);
    this.#found.add(0, sequence + 1);
  }

  /** `isLed`: each file begins with a frame that is no request. */
  settle(damage: DamageCounter, isLed: boolean): void {
    const leading = isLed && this.#next > 0 && !this.#found.has(0) ? 1 : 0;
    const missing = this.#next - this.#found.size - leading;
    damage.addRequests(missing, 0);
    if (this.#files === 1 || missing > 0) damage.addBytes(this.#unread);
  }
}

/** Which frames were found in a folder: tells copies from what is new, and in the end what is missing. */
export class FrameLedger {
  readonly #files = new Map<string, FileLedger>();
  readonly #ids = new NumberRanges();
  /** Those of an older format, which may have begun anew. */
  readonly #legacyIds = new NumberRanges();
  #missingIds = 0;

  /** The ledger of a file and its copies, by what they have in common. */
  of(key: string): FileLedger {
    let ledger = this.#files.get(key);
    if (ledger === undefined) {
      ledger = new FileLedger();
      this.#files.set(key, ledger);
    }
    return ledger;
  }

  noteIds(first: number, count: number, isLegacy: boolean): void {
    if (count === 0 || !Number.isSafeInteger(first)) return;
    (isLegacy ? this.#legacyIds : this.#ids).add(first, first + count);
  }

  /** What is between the ids before and those that come now is not missing. */
  passIds(): void {
    for (const ids of [this.#ids, this.#legacyIds]) {
      this.#missingIds += ids.missing;
      ids.clear();
    }
  }

  settle(damage: DamageCounter, isLed: boolean): void {
    for (const ledger of this.#files.values()) ledger.settle(damage, isLed);
    this.passIds();
    damage.addRequests(0, this.#missingIds);
  }
}
