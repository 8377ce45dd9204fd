import { randomBytes } from "node:crypto";
import type * as vscode from "vscode";

const storageKey = "codexOtel.senderToken";

/**
 * The token by which the listener knows senders that were pointed to it, in VS Code's secret storage: made once, the same for
 * all windows. It is shown nowhere but in the config.toml that it is written to.
 */
export class SenderToken {
  readonly #storage: vscode.SecretStorage;
  /** While the storage fails. Nobody has it yet, so that nothing is taken for verified by mistake. */
  #passing: string | undefined;

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
  }

  /** The token, made when there is none. `failed` is told why one could not be kept: it lasts as long as this window. */
  async obtain(failed: (reason: unknown) => void): Promise<string> {
    try {
      const known = await this.#storage.get(storageKey);
      if (known !== undefined && known !== "") return known;
      await this.#storage.store(storageKey, newToken());
      // another window may have made one at the same time: the one that is kept counts
      const kept = await this.#storage.get(storageKey);
      if (kept !== undefined && kept !== "") return kept;
    } catch (error) {
      failed(error);
    }
    this.#passing ??= newToken();
    return this.#passing;
  }

  /** Calls back when it was made or forgotten, in whichever window. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#storage.onDidChange(({ key }) => key === storageKey && listener());
  }
}

/** 256 bits, in characters that neither TOML nor a header has to escape. */
const newToken = (): string => randomBytes(32).toString("hex");
