/** The pinned code-server, installed first when needed: its Node and the script to run. Linux on x64 only. */
export function ensureCodeServer(): Promise<{ readonly node: string; readonly entry: string }>;
