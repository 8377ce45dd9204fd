import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { type HelperAnswer, helperHeaders } from "../core/config/helperHeaders.ts";
import { runInShell } from "./programs/startProgram.ts";

export interface HelperLimits {
  readonly milliseconds?: number;
  /** Ends the command early. */
  readonly signal?: AbortSignal;
}

/** Codex waits less than twelve seconds (observed). */
const patienceMilliseconds = 10_000;
const mostKibibytes = 64;

/**
 * Runs the command of `headers_helper`, as Codex does, and reads the headers that it prints. Only for a person who was shown
 * the command and said that it may run. At the end nothing of its process group runs on. Never rejects.
 */
export async function runHeadersHelper(
  command: string,
  { milliseconds = patienceMilliseconds, signal }: HelperLimits = {},
): Promise<HelperAnswer> {
  const limits = { milliseconds, mostBytes: mostKibibytes * 1024, signal };
  const end = await runInShell("headersHelper", command, homedir(), limits);
  switch (end.kind) {
    case "printed":
      return helperHeaders(end.text);
    case "failed":
      return { problem: `headers_helper ended with ${end.code}.` };
    case "ended":
      return { problem: `headers_helper was ended by ${end.signal}.` };
    case "late":
      return { problem: `headers_helper took longer than ${milliseconds / 1000} seconds.` };
    case "tooMuch":
      return { problem: `headers_helper printed more than ${mostKibibytes} KiB.` };
    case "canceled":
      return { problem: "headers_helper was canceled." };
    case "notStarted":
      return { problem: "headers_helper cannot be run here." };
  }
}

/** By which a person says that this very command may run, and not what stands there later. */
export const helperFingerprint = (command: string): string =>
  createHash("sha256").update(command).digest("hex").slice(0, 12);
