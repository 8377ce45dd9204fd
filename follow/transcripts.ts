import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionPlace, StandardSession } from "./surfaces/surface.ts";

/** The lines of all transcripts in a home of Codex, oldest first, one list for each session. */
export async function transcriptsIn(codexHome: string): Promise<readonly (readonly string[])[]> {
  const folder = join(codexHome, "sessions");
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const transcripts = names.filter((name) => /rollout-[^/\\]*\.jsonl$/.test(name)).sort();
  const texts = await Promise.all(transcripts.map((name) => readFile(join(folder, name), "utf8")));
  return texts.map((text) => text.trim().split("\n"));
}

/** A session with what reads its transcripts at its end, before its home is removed. */
export function withTranscripts(session: StandardSession): {
  readonly session: StandardSession;
  readonly transcripts: () => readonly (readonly string[])[];
} {
  let found: readonly (readonly string[])[] = [];
  const run = async (place: SessionPlace) => {
    try {
      await session.run(place);
    } finally {
      found = await transcriptsIn(place.codexHome);
    }
  };
  return { session: { ...session, run }, transcripts: () => found };
}
