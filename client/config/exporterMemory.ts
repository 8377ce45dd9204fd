import type * as vscode from "vscode";
import type { ExporterChange } from "../../core/config/edit/exporterRestore.ts";

const storageKey = "codexOtel.exporterBefore";

/**
 * Remembers what a config.toml was before its exporter was set, also after a restart. The texts may hold keys, so they are
 * kept in VS Code's secret storage.
 */
export class ExporterMemory {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async get(file: string): Promise<ExporterChange | undefined> {
    return (await this.#all())[file];
  }

  /** Paths of the files whose change has not been restored. */
  async files(): Promise<readonly string[]> {
    return Object.keys(await this.#all());
  }

  /** Remembers a change. What was before an earlier change that has not been restored stays remembered. */
  async remember(file: string, change: ExporterChange): Promise<void> {
    const all = await this.#all();
    // the parser is loaded when it is first needed
    const { joinedChange } = await import("../../core/config/edit/exporterRestore.ts");
    await this.#store({ ...all, [file]: joinedChange(all[file], change) });
  }

  async forget(file: string): Promise<void> {
    const { [file]: _, ...others } = await this.#all();
    await this.#store(others);
  }

  async #all(): Promise<Readonly<Record<string, ExporterChange>>> {
    try {
      return JSON.parse((await this.#secrets.get(storageKey)) ?? "{}");
    } catch {
      return {};
    }
  }

  async #store(all: Readonly<Record<string, ExporterChange>>): Promise<void> {
    await this.#secrets.store(storageKey, JSON.stringify(all));
  }
}
