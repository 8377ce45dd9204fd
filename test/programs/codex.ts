import { ensureCodex as install } from "../../scripts/programs/codex.mjs";

/** Path of the pinned, real Codex executable (0.169.0); installs it into the cache folder on first use. */
export function ensureCodex(): Promise<string> {
  return install();
}
