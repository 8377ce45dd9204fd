import { remember } from "./remember.ts";

/** Which sessions asked a prompt last. Two are kept of each: one of them is not the session that wants to know. */
export class PromptAskers {
  readonly #byPrompt = new Map<string, readonly string[]>();

  add(prompt: string, session: string): void {
    const [last] = this.#othersOf(prompt, session);
    remember(this.#byPrompt, prompt, last === undefined ? [session] : [session, last]);
  }

  /** The session that asked it last and is not this one. */
  otherThan(session: string, prompt: string): string | undefined {
    return this.#othersOf(prompt, session)[0];
  }

  clear(): void {
    this.#byPrompt.clear();
  }

  #othersOf(prompt: string, session: string): readonly string[] {
    return (this.#byPrompt.get(prompt) ?? []).filter((asker) => asker !== session);
  }
}
