import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { NotOwnError } from "../../system/ownFile.ts";
import { ListenerError } from "../protocol/listenerError.ts";

/** What is said when a folder cannot be used for what it is to keep. */
export function folderError(folder: string | undefined, what: string, cause: unknown): ListenerError {
  if (cause instanceof NotOwnError) {
    const place = escapeControlCharacters(cause.path);
    const strange = `The folder ${folder} is not used to keep ${what}: ${place} ${cause.reason}. Remove it, or choose another folder.`;
    return new ListenerError("failed", strange, undefined, { cause });
  }
  const reason = (cause as NodeJS.ErrnoException).code ?? "error";
  const message = `The folder ${folder} cannot be used to keep ${what} (${reason}): check its permissions and the space on its disk.`;
  return new ListenerError("failed", message, undefined, { cause });
}
