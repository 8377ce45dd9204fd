import { findProgram, type ProgramSurroundings, thisMachinesPrograms } from "./programs/findProgram.ts";
import { commandOf } from "./programs/programCommand.ts";
import { askProgram } from "./programs/startProgram.ts";
import { foldersAround } from "./workspaceFolders.ts";

/** How long `codex --version` may take, in milliseconds. */
const timeout = 5_000;
const longestAnswer = 10_000;

/** The installed Codex, asked for its version once. */
export class InstalledCodex {
  readonly #workspaces: () => readonly string[];
  readonly #surroundings: ProgramSurroundings;
  #asked: Promise<string | undefined> | undefined;

  /** `workspaces`: folders whose programs are not started. The folder that this process runs in is one of them. */
  constructor(workspaces: () => readonly string[], surroundings = thisMachinesPrograms) {
    this.#workspaces = workspaces;
    this.#surroundings = surroundings;
  }

  /**
   * Its version, such as `0.169.0`; undefined when there is none outside of the workspaces or it does not answer. Never
   * rejects. As long as none is found nothing is started, and it is looked for again the next time.
   */
  version(): Promise<string | undefined> {
    this.#asked ??= this.#ask();
    return this.#asked ?? Promise.resolve(undefined);
  }

  /** Its version if it has been asked already; undefined otherwise. Starts nothing and never rejects. */
  knownVersion(): Promise<string | undefined> {
    return this.#asked ?? Promise.resolve(undefined);
  }

  /** Where it is; undefined when there is none outside of the workspaces. Starts nothing. */
  find(): string | undefined {
    return findProgram("codex", this.#avoided(), this.#surroundings);
  }

  /** Lets it be asked anew, when the person wants that. */
  forget(): void {
    this.#asked = undefined;
  }

  #avoided(): readonly string[] {
    return [...this.#workspaces(), ...foldersAround({ folders: [process.cwd()] }, this.#surroundings)];
  }

  #ask(): Promise<string | undefined> | undefined {
    const workspaces = this.#avoided();
    const program = findProgram("codex", workspaces, this.#surroundings);
    const command = program && commandOf(program, ["--version"], this.#surroundings);
    if (!command) return undefined;
    const options = { milliseconds: timeout, mostBytes: longestAnswer, workspaces };
    return askProgram("codexVersion", command, options, this.#surroundings).then(
      (answer) => /\b\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/.exec(answer)?.[0],
      () => undefined,
    );
  }
}
