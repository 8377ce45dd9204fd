export interface SupervisedRun {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The command is stopped when this file has not grown for so many milliseconds. Without it, it is never stopped. */
  readonly progress?: { readonly file: string; readonly patience: number };
  /** How often the file is looked at, in milliseconds. */
  readonly look?: number;
}

export interface SupervisedEnd {
  /** Exit code, the signal that ended it, or -1 when it could not be started. */
  readonly code: number | string;
  /** It was stopped because it made no progress. */
  readonly stalled: boolean;
}

/** Runs a command for as long as it makes progress; its output goes where ours goes. */
export function supervise(command: readonly string[], run: SupervisedRun): Promise<SupervisedEnd>;

/**
 * Tells, look by look, whether a file that grows with the progress of a command has not grown for `patience` looks. It
 * counts looks and not time, so that a machine that slept gives all of it again.
 */
export function stallWatch(patience: number): (size: number) => boolean;
