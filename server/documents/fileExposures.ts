import type { FileExposure } from "../../system/fileExposure.ts";

/** Who can read the open files, found out beside the checks: a file is judged without it until it is known. */
export class FileExposures {
  readonly #find: (path: string) => Promise<FileExposure | undefined>;
  readonly #onChange: () => void;
  readonly #known = new Map<string, FileExposure | undefined>();

  constructor(find: (path: string) => Promise<FileExposure | undefined>, onChange: () => void) {
    this.#find = find;
    this.#onChange = onChange;
  }

  of(path: string): FileExposure | undefined {
    return this.#known.get(path);
  }

  /** Looks again at a file that was opened or saved. */
  async look(path: string): Promise<void> {
    const found = await this.#find(path).catch(() => undefined);
    if (found === this.#known.get(path)) return;
    this.#known.set(path, found);
    this.#onChange();
  }
}
