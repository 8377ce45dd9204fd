/** The newest Codex whose behaviour the tables describe, as observed with the real program. */
export const newestKnownCodexVersion = "0.169.0";
