import { UsageError } from "./commandIo.ts";

/** What a command says of a file that it was to write; `what` begins the sentence. */
export function unwritable(what: string, cause: unknown): UsageError {
  return new UsageError(`${what} cannot be changed: ${whyNotWritten(cause as NodeJS.ErrnoException)}.`, { cause });
}

function whyNotWritten({ code = "error" }: NodeJS.ErrnoException): string {
  if (code === "EACCES" || code === "EPERM") return "this account may not write into its folder";
  return code === "EROFS" ? "it lies on a disk that is read-only" : `its folder takes no new file (${code})`;
}
