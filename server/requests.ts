/** Asks the client for the version of the installed Codex, so that a window starts it once; null when there is none. */
export const installedCodexVersionRequest = "codexOtel/installedCodexVersion";
