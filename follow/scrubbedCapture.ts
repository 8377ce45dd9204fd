import { mkdir, writeFile } from "node:fs/promises";
import { homedir, hostname, userInfo } from "node:os";
import { join } from "node:path";
import { writeOtlpJson } from "../core/otlp/json.ts";
import { literalPattern } from "../core/text/literalPattern.ts";
import type { SessionOutcome } from "./recordSessions.ts";

/** What of this machine a recording may hold, and what stands there instead. */
export interface Machine {
  readonly host: string;
  readonly user: string;
  readonly home: string;
}

const thisMachine = (): Machine => ({ host: hostname(), user: userInfo().username, home: homedir() });

/** A line of a capture without the names of host and user and without the home folder. */
export function scrub(line: string, { host, user, home }: Machine): string {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return (
    [
      [inJson(home), "/home/dev"],
      [inJson(host), "host"],
      [inJson(user), "dev"],
    ] as const
  )
    .filter(([from]) => from.length > 1)
    .reduce((text, [from, to]) => text.replaceAll(asWord(from), to), line);
}

/**
 * A name that is not a part of another word: the user `al` is not in `also`. `root` is also a word of Codex: its main agent is
 * `/root`, and events have a `root.turn.id`. Nobody is named by it, so only what lies hidden in that home folder is.
 */
function asWord(name: string): RegExp {
  if (name === "root") return /(?!)/g;
  const end = name === "/root" ? "(?=/\\.)" : "(?![\\p{L}\\p{N}_])";
  return new RegExp(`(?<![\\p{L}\\p{N}_])${literalPattern(name)}${end}`, "gu");
}

/** The same for this machine. */
export const scrubbed = (line: string): string => scrub(line, thisMachine());

/** Writes each session as a capture, one request a line, without what names this machine. */
export async function writeCaptures(folder: string, sessions: readonly SessionOutcome[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const machine = thisMachine();
  for (const { name, requests } of sessions) {
    if (requests.length === 0) continue;
    const file = `${name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")}.all.otlp.jsonl`;
    const lines = requests.map((request) => `${scrub(writeOtlpJson(request).trimEnd(), machine)}\n`);
    await writeFile(join(folder, file), lines.join(""));
  }
}
