import { UnreadFileError } from "../../system/boundedFile.ts";
import { UsageError } from "./commandIo.ts";

/** What a command says of a file that it was to read; `what` begins the sentence. */
export function unreadable(what: string, cause: unknown): UsageError {
  const why = cause instanceof UnreadFileError ? cause.reason : "cannot be read";
  return new UsageError(`${what} ${why}.`, { cause });
}
