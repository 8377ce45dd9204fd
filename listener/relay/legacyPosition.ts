import { rmSync } from "node:fs";
import { join } from "node:path";
import { readOwnFile } from "../../system/ownFile.ts";

/** The file `acknowledged` of versions up to 0.1.0: the id of the last request that need not be sent any more, a double. */
export class LegacyPosition {
  readonly #file: string | undefined;
  /** 0 when the file says nothing. Nothing protects it from damage: it counts only up to the newest id that is there. */
  readonly acknowledged: number;

  constructor(folder: string | undefined) {
    this.#file = folder === undefined ? undefined : join(folder, "acknowledged");
    this.acknowledged = this.#file === undefined ? 0 : read(this.#file);
  }

  /** Nothing of that version is left. */
  remove(): void {
    if (this.#file !== undefined && this.acknowledged > 0) rmSync(this.#file, { force: true });
  }
}

function read(file: string): number {
  try {
    const bytes = readOwnFile(file, 8);
    const id = bytes.length === 8 ? bytes.readDoubleLE(0) : 0;
    return Number.isSafeInteger(id) && id >= 0 ? id : 0;
  } catch {
    return 0;
  }
}
