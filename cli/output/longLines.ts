import type { CaptureError } from "../../listener/record/captureFile.ts";
import type { CommandIo } from "./commandIo.ts";

/** Says of each line of a capture that was too long to be read that it is missing, and notes that something is. */
export function tellLongLines({ stderr }: CommandIo, onMissing: () => void): (error: CaptureError) => void {
  return ({ message }) => {
    stderr(`codex-otel: ${message} It is left out.\n`);
    onMissing();
  };
}
