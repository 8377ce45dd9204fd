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
  #questions = 0;

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
    if (this.#questions === 0) await this.#ask();
  }

  /** Asks again, where it was asked: what has been opened since may have chosen the program that answered. */
  async askAgain(): Promise<void> {
    if (this.#questions > 0) await this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#set !== undefined) return;
    const question = ++this.#questions;
    const installed = await this.#findInstalled().catch(() => undefined);
    if (question !== this.#questions) return;
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
