import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";

/**
 * The Codex version that counts: the one that was set, else the installed one, else the newest known. The installed one is
 * asked for with the first configuration file, and only when none is set.
 */
export class CodexVersion {
  readonly #findInstalled: () => Promise<string | undefined>;
  readonly #onChange: () => void;
  #set: string | undefined;
  #installed: string | undefined;
  #asked = false;

  constructor(findInstalled: () => Promise<string | undefined>, onChange: () => void) {
    this.#findInstalled = findInstalled;
    this.#onChange = onChange;
  }

  get current(): string {
    return this.#set ?? this.#installed ?? newestKnownCodexVersion;
  }

  set(version: string | undefined): void {
    this.#change(() => {
      this.#set = version;
    });
  }

  /** Asks the installed Codex, once. */
  async askInstalled(): Promise<void> {
    if (this.#asked || this.#set !== undefined) return;
    this.#asked = true;
    const installed = await this.#findInstalled().catch(() => undefined);
    this.#change(() => {
      this.#installed = installed;
    });
  }

  #change(act: () => void): void {
    const before = this.current;
    act();
    if (this.current !== before) this.#onChange();
  }
}
