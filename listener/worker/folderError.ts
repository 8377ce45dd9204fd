import { ListenerError } from "../protocol/listenerError.ts";

/** What is said when a folder cannot be used for what it is to keep. */
export function folderError(folder: string | undefined, what: string, cause: unknown): ListenerError {
  const reason = (cause as NodeJS.ErrnoException).code ?? "error";
  const message = `The folder ${folder} cannot be used to keep ${what} (${reason}): check its permissions and the space on its disk.`;
  return new ListenerError("failed", message, undefined, { cause });
}
