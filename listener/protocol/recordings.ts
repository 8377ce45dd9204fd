/** What is being recorded. */
export interface RecordingState {
  readonly file: string;
  readonly requests: number;
  /** As it was asked for: how large a file may grow before it is set aside, and how many of those are kept. */
  readonly maximumBytes?: number;
  readonly keep?: number;
}

/** How far an import is, or was when it ended. */
export interface ImportProgress {
  /** Files that were read to their end. */
  readonly files: number;
  readonly requests: number;
  /** Log records, spans and metric points. */
  readonly items: number;
  /** Lines that were no requests, and files that could not be read. */
  readonly broken: number;
  /** The first of them, in one sentence. */
  readonly firstFailure?: string;
}

/** What a file with a session holds. */
export interface ExportedSession {
  readonly file: string;
  readonly events: number;
}
