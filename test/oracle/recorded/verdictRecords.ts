import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

/** A program that judges what ours makes, as it is pinned for the tests. */
export interface Engine {
  /** Name of the folder of its records. */
  readonly id: string;
  /** Its name and version for people, and whatever else its verdicts depend on. */
  readonly version: string;
}

/** Verdicts of an engine, each by the hash of what it was given. */
export interface VerdictFile<Verdict> {
  readonly engine: string;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/**
 * `recorded`: what is recorded counts, and something else fails. `ask`: the engine itself is asked. `verify`: it is asked, and must
 * say what is recorded. `record`: it is asked, and what it says is recorded.
 */
export const verdictModes = ["recorded", "ask", "verify", "record"] as const;
export type VerdictMode = (typeof verdictModes)[number];

/** Verdicts that an engine, which takes long to build or to ask, gave of inputs, so that tests need not ask it each time. */
export class VerdictRecords<Verdict> {
  readonly #engine: Engine;
  readonly #file: VerdictFile<Verdict> | undefined;
  readonly #mode: VerdictMode;
  readonly #command: string;
  readonly #given = new Map<string, Promise<Verdict>>();

  /** `command` records the verdicts anew. */
  constructor(options: {
    readonly engine: Engine;
    readonly file: VerdictFile<Verdict> | undefined;
    readonly mode: VerdictMode;
    readonly command: string;
  }) {
    this.#engine = options.engine;
    this.#file = options.file;
    this.#mode = options.mode;
    this.#command = options.command;
  }

  /** The verdict of an input. It is plain JSON: all that the verdict depends on, what of ours was judged too. */
  of(input: unknown, ask: () => Promise<Verdict>): Promise<Verdict> {
    const hash = createHash("sha256").update(JSON.stringify(input)).digest("hex").slice(0, 32);
    const known = this.#given.get(hash);
    if (known !== undefined) return known;
    const verdict = this.#verdict(hash, ask);
    this.#given.set(hash, verdict);
    return verdict;
  }

  async #verdict(hash: string, ask: () => Promise<Verdict>): Promise<Verdict> {
    if (this.#mode === "recorded") return this.#recorded(hash);
    const said = await ask();
    if (this.#mode !== "verify") return said;
    const recorded = this.#recorded(hash);
    if (isDeepStrictEqual(said, recorded)) return said;
    throw new Error(
      `${this.#engine.version} says ${JSON.stringify(said)}, and recorded is ${JSON.stringify(recorded)}: ${this.#anew}`,
    );
  }

  #recorded(hash: string): Verdict {
    const file = this.#file;
    if (file === undefined) throw new Error(`No verdict of ${this.#engine.version} is recorded: ${this.#anew}`);
    if (file.engine !== this.#engine.version)
      throw new Error(
        `${file.engine} gave the recorded verdicts, but pinned is ${this.#engine.version}: ${this.#anew}`,
      );
    const verdict = file.verdicts[hash];
    if (verdict === undefined)
      throw new Error(`What ${this.#engine.version} judged is no longer what it would be given: ${this.#anew}`);
    return verdict;
  }

  get #anew(): string {
    return `\`${this.#command}\` asks it again and records what it says`;
  }

  /** The hashes of recorded inputs that nothing has asked about. */
  get unused(): readonly string[] {
    return Object.keys(this.#file?.verdicts ?? {}).filter((hash) => !this.#given.has(hash));
  }

  /** What is to be recorded, a line for each verdict: all that were given, or an error where one could not be. */
  async written(): Promise<string> {
    const lines = await Promise.all(
      [...this.#given].map(async ([hash, verdict]) => `    "${hash}": ${JSON.stringify(await verdict)}`),
    );
    const engine = JSON.stringify(this.#engine.version);
    return `{\n  "engine": ${engine},\n  "verdicts": {\n${lines.toSorted().join(",\n")}\n  }\n}\n`;
  }
}
