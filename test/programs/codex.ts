import { codexVersionUnderTest, ensureCodex as install } from "../../scripts/programs/codex.mjs";

/** Path of the real Codex executable that is pinned for tests; installs it into the cache folder on first use. */
export function ensureCodex(): Promise<string> {
  return install();
}

/** Its version, such as `0.171.0`. */
export const codexUnderTest: string = await codexVersionUnderTest();
