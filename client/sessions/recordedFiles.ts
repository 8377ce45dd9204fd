import { stat } from "node:fs/promises";
import type * as vscode from "vscode";

const storageKey = "codexOtel.recordedFiles";
/** Older ones are forgotten, not deleted. */
const mostRemembered = 50;

/** Remembers which files recordings and exported sessions went to, also after a restart, so that they can be named. */
export class RecordedFiles {
  readonly #state: Pick<vscode.Memento, "get" | "update">;

  constructor(state: Pick<vscode.Memento, "get" | "update">) {
    this.#state = state;
  }

  async remember(file: string): Promise<void> {
    const others = this.#all().filter((known) => known !== file);
    await this.#state.update(storageKey, [file, ...others].slice(0, mostRemembered));
  }

  /** Those that are still there, the newest first. */
  async existing(): Promise<readonly string[]> {
    const all = this.#all();
    const there = await Promise.all(all.map((file) => isFile(file)));
    return all.filter((_, i) => there[i]);
  }

  #all(): readonly string[] {
    const kept = this.#state.get<unknown>(storageKey);
    return Array.isArray(kept) ? kept.filter((file) => typeof file === "string") : [];
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
