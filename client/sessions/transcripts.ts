import { constants, createReadStream, fstatSync } from "node:fs";
import { remember } from "../../core/sessions/remember.ts";
import { detach } from "../../core/text/detach.ts";
import { type Transcript, TranscriptReader } from "../../core/transcript/readTranscript.ts";
import { openOwnFile } from "../../system/ownFile.ts";
import { findTranscript } from "../config/transcript.ts";
import { linesOf } from "./fileLines.ts";

/** What a transcript tells beside the events. */
export interface Untold extends Pick<Transcript, "parent" | "unlogged"> {
  /** How many steps come after those. */
  readonly further: number;
}

/** Codex's own records of sessions, as far as this machine has them. */
export interface Transcripts {
  /** Whether there is one of a session. Looks at names only. */
  has(session: string): Promise<boolean>;
  /** What it says; undefined when there is none, or it can't be read. */
  read(session: string): Promise<Untold | undefined>;
}

/** Of more nothing is read: an hour of work has a few. */
const longestFile = 256 * 1024 * 1024;
const longestLine = 4 * 1024 * 1024;
const mostSteps = 1000;
const longestText = 1000;

/** So long it is believed that there is none, in milliseconds: a home may have a folder for each day of years. */
const believed = 30_000;

/**
 * The transcripts in a home of Codex, none while that is not the person's own. Where they are is remembered, and of the one that
 * was read last what it told beside the events.
 */
export function transcriptsOf(codexHome: string, now: () => number, isOwn: () => boolean = () => true): Transcripts {
  const files = new Map<string, { readonly file: string | undefined; readonly found: number }>();
  let last: { readonly file: string; readonly size: number; readonly untold: Untold } | undefined;
  const find = async (session: string): Promise<string | undefined> => {
    if (!isOwn()) return undefined;
    const known = files.get(session);
    if (known !== undefined && (known.file !== undefined || now() - known.found < believed)) return known.file;
    const file = await findTranscript(codexHome, session);
    remember(files, session, { file, found: now() });
    return file;
  };
  const read = async (file: string): Promise<Untold | undefined> => {
    const fd = openOwnFile(file, constants.O_RDONLY);
    // closes the file whatever happens
    const stream = createReadStream("", { fd, start: 0, end: longestFile - 1 });
    try {
      const { size } = fstatSync(fd);
      if (size > longestFile) return undefined;
      if (last?.file !== file || last.size !== size) last = { file, size, untold: await readUntold(stream) };
      return last.untold;
    } finally {
      stream.destroy();
    }
  };
  return {
    has: async (session) => (await find(session)) !== undefined,
    read: async (session) => {
      const file = await find(session);
      return file === undefined ? undefined : await read(file).catch(() => undefined);
    },
  };
}

async function readUntold(chunks: AsyncIterable<Buffer>): Promise<Untold> {
  const reader = new TranscriptReader();
  for await (const line of linesOf(chunks, longestLine)) reader.addLine(line);
  const { parent, unlogged } = reader.result();
  return {
    ...(parent !== undefined && { parent }),
    unlogged: unlogged.slice(0, mostSteps).map((step) => ({ ...step, text: detach(step.text.slice(0, longestText)) })),
    further: Math.max(0, unlogged.length - mostSteps),
  };
}
