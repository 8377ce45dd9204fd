import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Transcript, TranscriptReader } from "../../core/transcript/readTranscript.ts";
import { findTranscript } from "../config/transcript.ts";

/** Codex's own records of sessions, as far as this machine has them. */
export interface Transcripts {
  /** Whether there is one of a session. Looks at names only. */
  has(session: string): Promise<boolean>;
  /** What it says; undefined when there is none. */
  read(session: string): Promise<Transcript | undefined>;
}

/** Of more nothing is read: an hour of work has a few. */
const longestFile = 256 * 1024 * 1024;

/** So long it is believed that there is none, in milliseconds: a home may have a folder for each day of years. */
const believed = 30_000;

/** The transcripts in a home of Codex. Where they are is remembered, and of the one that was read last what it said. */
export function transcriptsOf(codexHome: string, now: () => number): Transcripts {
  const files = new Map<string, { readonly file: string | undefined; readonly found: number }>();
  let last: { readonly file: string; readonly size: number; readonly transcript: Transcript } | undefined;
  const find = async (session: string): Promise<string | undefined> => {
    const known = files.get(session);
    if (known !== undefined && (known.file !== undefined || now() - known.found < believed)) return known.file;
    const file = await findTranscript(codexHome, session);
    files.set(session, { file, found: now() });
    return file;
  };
  return {
    has: async (session) => (await find(session)) !== undefined,
    read: async (session) => {
      const file = await find(session);
      if (file === undefined) return undefined;
      const size = (await stat(file).catch(() => undefined))?.size;
      if (size === undefined || size > longestFile) return undefined;
      if (last?.file !== file || last.size !== size) last = { file, size, transcript: await readLines(file) };
      return last.transcript;
    },
  };
}

async function readLines(file: string): Promise<Transcript> {
  const reader = new TranscriptReader();
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) reader.addLine(line);
  return reader.result();
}
