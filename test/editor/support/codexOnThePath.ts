import { dirname } from "node:path";

/** A `.profile` of a home in which the person's shell finds this Codex. */
export const withCodexOnThePath = (codex: string): string => `export PATH="${dirname(codex)}:$PATH"\n`;
