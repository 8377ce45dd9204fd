import type * as vscode from "vscode";

const prefix = "codexOtel.header.";

/**
 * Values of headers that destinations are sent with, in VS Code's secret storage, by the names of the environment variables
 * that the policy has for them. A value is never shown.
 */
export class HeaderSecrets {
  readonly #storage: vscode.SecretStorage;

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
  }

  /** Those of the names that have a value. */
  async read(names: Iterable<string>): Promise<Readonly<Record<string, string>>> {
    const values: Record<string, string> = {};
    for (const name of names) {
      const value = await this.#storage.get(prefix + name);
      if (value !== undefined && value !== "") values[name] = value;
    }
    return values;
  }

  /** Keeps a value; an empty one forgets it. */
  async write(name: string, value: string): Promise<void> {
    if (value === "") await this.#storage.delete(prefix + name);
    else await this.#storage.store(prefix + name, value);
  }

  /** Calls back when a value was given or forgotten, in whichever window. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#storage.onDidChange(({ key }) => key.startsWith(prefix) && listener());
  }
}
