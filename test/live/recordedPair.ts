import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeOtlpJson } from "../../core/otlp/json.ts";
import type { LogsRequest } from "../../core/otlp/requests.ts";
import { scrubbed } from "../../follow/scrubbedCapture.ts";

const folder = join(import.meta.dirname, "../fixtures/sessions");

/** Texts of Codex itself, long ones, and its state in between: nothing is compared with them. */
const isOfCodexItself = ({ type, payload }: Line): boolean =>
  type === "world_state" ||
  payload.type === "thread_settings_applied" ||
  payload.type === "additional_tools" ||
  (type === "response_item" && (payload.role === "developer" || payload.role === "user"));

interface Line {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Keeps what was sent in a session, and Codex's transcripts of it, for the unit tests. */
export async function keepRecording(
  name: string,
  requests: readonly LogsRequest[],
  transcripts: readonly (readonly string[])[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const sent = requests.map((request) => writeOtlpJson({ signal: "logs", request }).trimEnd());
  const kept = transcripts.flat().flatMap((text) => {
    const line: Line = JSON.parse(text);
    if (isOfCodexItself(line)) return [];
    const { base_instructions, replacement_history, ...payload } = line.payload;
    return JSON.stringify({ ...line, payload });
  });
  await writeFile(join(folder, `${name}.logs.otlp.jsonl`), `${sent.map(scrubbed).join("\n")}\n`);
  await writeFile(join(folder, `${name}.transcripts.jsonl`), `${kept.map(scrubbed).join("\n")}\n`);
}
