/** One thing that was said in the log. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `output` is what another process printed, in whatever pieces it came. */
  readonly level: "debug" | "info" | "warn" | "error" | "output";
  readonly text: string;
}

/** So that a report with all of it fits into an issue, which takes 65,536 characters at GitHub. */
const mostCharacters = 40_000;
const longestEntry = 8_000;

/**
 * The newest entries of the log, in memory: what an output channel holds cannot be read back. Entries are kept whole or not at
 * all, because half of a credential would not be recognized as one.
 */
export class RecentLog {
  readonly #now: () => number;
  #entries: LogEntry[] = [];
  #characters = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  add(level: LogEntry["level"], text: string): void {
    const last = this.#entries.at(-1);
    const goesOn = level === "output" && last?.level === "output" && !last.text.endsWith("\n");
    if (goesOn) this.#characters -= this.#entries.pop()?.text.length ?? 0;
    const whole = goesOn ? last.text + text : text;
    const kept = whole.length <= longestEntry ? whole : leftOut;
    this.#entries.push({ time: goesOn ? last.time : this.#now(), level, text: kept });
    this.#characters += kept.length;
    while (this.#characters > mostCharacters) this.#characters -= this.#entries.shift()?.text.length ?? 0;
  }
}

const leftOut = `(more than ${longestEntry} characters, left out)\n`;
