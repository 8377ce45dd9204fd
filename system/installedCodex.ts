import { everyPlace } from "./insideFolder.ts";
import {
  cleanSearchPath,
  findProgram,
  type ProgramSurroundings,
  searchPath,
  startingWords,
  thisMachinesPrograms,
} from "./programs/findProgram.ts";
import { commandOf, type ProgramCommand } from "./programs/programCommand.ts";
import { askProgram } from "./programs/startProgram.ts";
import { foldersAround } from "./workspaceFolders.ts";

/** How long `codex --version` may take, in milliseconds. */
const timeout = 5_000;
const longestAnswer = 10_000;
/** More folders that were workspaces at some time are not remembered: every place then counts as one. */
const mostAvoided = 5_000;

/** Sets the PATH for a program, on every system but Windows. */
const env = "/usr/bin/env";

/** How the program is started that was found. */
interface Start {
  readonly command: ProgramCommand;
  readonly path: readonly string[];
}

/** An answer, and what was decided for it. */
interface Asked {
  /** The workspaces that counted. */
  readonly workspaces: string;
  readonly start: Promise<Start | undefined>;
  readonly version: Promise<string | undefined>;
}

/** No Codex is started, and why. */
export class CodexRefusedError extends Error {}

/** The installed Codex, asked for its version once. */
export class InstalledCodex {
  readonly #workspaces: () => readonly string[];
  readonly #surroundings: ProgramSurroundings;
  /** A folder that was a workspace stays one. */
  readonly #avoided = new Set<string>();
  #asked: Asked | undefined;

  /** `workspaces`: folders whose programs are not started. The folder that this process runs in is one of them. */
  constructor(workspaces: () => readonly string[], surroundings = thisMachinesPrograms) {
    this.#workspaces = workspaces;
    this.#surroundings = surroundings;
  }

  /**
   * Its version, such as `0.169.0`; undefined when there is none outside of the workspaces or it does not answer. Never
   * rejects. As long as none is found nothing is started, and it is looked for again the next time. An answer counts until
   * there are more workspaces, and another program is to be started because of them.
   */
  version(): Promise<string | undefined> {
    const workspaces = this.#allWorkspaces();
    const key = JSON.stringify(workspaces);
    if (this.#asked?.workspaces === key) return this.#asked.version;
    const program = findProgram("codex", workspaces, this.#surroundings);
    if (program === undefined) {
      this.#asked = undefined;
      return Promise.resolve(undefined);
    }
    const before = this.#asked;
    const start = this.#startOf(program, workspaces);
    const version = start.then(async (now) => {
      const isSame = before !== undefined && JSON.stringify(await before.start) === JSON.stringify(now);
      return isSame ? before.version : now && this.#ask(now, workspaces);
    });
    this.#asked = { workspaces: key, start, version };
    return version;
  }

  /** Why no Codex is started at all, as a sentence; undefined where one may be. Starts nothing. */
  refusal(): string | undefined {
    if (!this.#allWorkspaces().includes(everyPlace(this.#surroundings.platform))) return undefined;
    return "More folders belong to what is open than are looked at, so no place is known to be outside of it, and Codex is not started: say its version in codexOtel.codexVersion or with --codex-version.";
  }

  /** Its version if it has been asked already; undefined otherwise. Starts nothing and never rejects. */
  knownVersion(): Promise<string | undefined> {
    return this.#asked?.version ?? Promise.resolve(undefined);
  }

  /** Where it is; undefined when there is none outside of the workspaces. Starts nothing. */
  find(): string | undefined {
    return findProgram("codex", this.#allWorkspaces(), this.#surroundings);
  }

  /**
   * The words that start it from wherever a person is: where it is, and behind its interpreter where otherwise one of a
   * workspace could be found. What it looks for by name it finds on a PATH without the folders in which that could be one of a
   * workspace; on Windows on the person's own. undefined when there is none outside of the workspaces. Starts nothing.
   */
  async words(): Promise<readonly string[] | undefined> {
    const program = this.find();
    if (program === undefined) return undefined;
    const { platform, isProgram } = this.#surroundings;
    const workspaces = [...this.#avoided];
    const own = searchPath(this.#surroundings);
    const clean = await cleanSearchPath(workspaces, this.#surroundings, program);
    const words = startingWords(program, clean, workspaces, this.#surroundings);
    const isClean = clean.length === own.length;
    return isClean || platform === "win32" || !isProgram(env) ? words : [env, `PATH=${clean.join(":")}`, ...words];
  }

  /** Lets it be asked anew, when the person wants that. */
  forget(): void {
    this.#asked = undefined;
  }

  #allWorkspaces(): readonly string[] {
    const around = foldersAround({ folders: [process.cwd()] }, this.#surroundings);
    for (const folder of [...this.#workspaces(), ...around]) this.#avoided.add(folder);
    if (this.#avoided.size > mostAvoided) this.#avoided.add(everyPlace(this.#surroundings.platform));
    return [...this.#avoided];
  }

  async #startOf(program: string, workspaces: readonly string[]): Promise<Start | undefined> {
    const path = await cleanSearchPath(workspaces, this.#surroundings, program);
    const words = startingWords(program, path, workspaces, this.#surroundings);
    const command = commandOf(words, ["--version"], this.#surroundings);
    return command && { command, path };
  }

  #ask({ command, path }: Start, workspaces: readonly string[]): Promise<string | undefined> {
    const options = { milliseconds: timeout, mostBytes: longestAnswer, workspaces, path };
    return askProgram("codexVersion", command, options, this.#surroundings).then(
      (answer) => /\b\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/.exec(answer)?.[0],
      () => undefined,
    );
  }
}
