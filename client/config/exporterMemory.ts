import type * as vscode from "vscode";

/** Texts of a config.toml before and after its exporter was set. */
export interface RememberedChange {
  readonly before: string;
  readonly after: string;
}

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

  async get(file: string): Promise<RememberedChange | undefined> {
    return (await this.#all())[file];
  }

  /** Paths of the files whose change has not been restored. */
  async files(): Promise<readonly string[]> {
    return Object.keys(await this.#all());
  }

  /** Remembers a change. What was before an earlier change that has not been restored stays remembered. */
  async remember(file: string, change: RememberedChange): Promise<void> {
    const all = await this.#all();
    const known = all[file];
    const before = known !== undefined && known.after === change.before ? known.before : change.before;
    await this.#store({ ...all, [file]: { before, after: change.after } });
  }

  async forget(file: string): Promise<void> {
    const { [file]: _, ...others } = await this.#all();
    await this.#store(others);
  }

  async #all(): Promise<Readonly<Record<string, RememberedChange>>> {
    try {
      return JSON.parse((await this.#secrets.get(storageKey)) ?? "{}");
    } catch {
      return {};
    }
  }

  async #store(all: Readonly<Record<string, RememberedChange>>): Promise<void> {
    await this.#secrets.store(storageKey, JSON.stringify(all));
  }
}
