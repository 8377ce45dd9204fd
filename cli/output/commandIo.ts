/** What a command sees of the world; handed in so that commands can be tested without a process. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** How much of what was given to `stdout` its reader has not taken yet, roughly in bytes. */
  readonly stdoutBacklog?: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentDirectory: string;
  /** Resolves when whoever read `stdout` has gone, such as \`head\` after its last line. */
  readonly readerGone?: Promise<void>;
}

/** Wrong use of a command: the message is shown with the way to its help, the exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
