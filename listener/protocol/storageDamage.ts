/** Why a file was not read. */
export type UnreadReason =
  /** Nothing in it can be read. */
  | "damaged"
  /** The system does not let it be read. */
  | "refused"
  /** A newer version of the extension has written it. */
  | "newer"
  /** It repeats another file. */
  | "copy"
  /** It is none of ours: a folder, a link, or a file of somebody else. */
  | "foreign";

/** A file that was not read when a folder was opened. */
export interface UnreadFile {
  readonly name: string;
  readonly reason: UnreadReason;
  /** Where it was moved to, below the folder; undefined when it was left where it is. */
  readonly setAside?: string;
}

/** What could not be read of what was kept, when a folder was opened. Survives structured cloning and JSON. */
export interface StorageDamage {
  readonly bytes: number;
  /** Of those it is known that they are missing; there may be more in what cannot be read. */
  readonly requests: number;
  /** How many ids they took: events, in a store. */
  readonly ids: number;
  /** The first few. */
  readonly files: readonly UnreadFile[];
  /** How many there are in all. */
  readonly fileCount: number;
}
