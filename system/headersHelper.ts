import { homedir } from "node:os";
import { type HelperAnswer, helperHeaders } from "../core/config/helperHeaders.ts";
import { runInShell } from "./programs/startProgram.ts";

/** Codex waits less than twelve seconds (observed). */
const patienceMilliseconds = 10_000;
const mostBytes = 64 * 1024;

/**
 * Runs the command of `headers_helper`, as Codex does, and reads the headers that it prints. Only for a person who was shown the
 * whole command and said that it may run. Never rejects.
 */
export async function runHeadersHelper(command: string): Promise<HelperAnswer> {
  try {
    const options = { cwd: homedir(), milliseconds: patienceMilliseconds, mostBytes };
    return helperHeaders(await runInShell("headersHelper", command, options));
  } catch (error) {
    const { code, killed } = error as { readonly code?: unknown; readonly killed?: boolean };
    if (killed) return { problem: `headers_helper took longer than ${patienceMilliseconds / 1000} seconds.` };
    return {
      problem: typeof code === "number" ? `headers_helper ended with ${code}.` : "headers_helper cannot be run here.",
    };
  }
}
