import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CodexEvent } from "../../../core/events/codexEvent.ts";
import { eventsOf } from "../../../core/events/normalise.ts";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import type { LogsRequest } from "../../../core/otlp/requests.ts";

const folder = join(import.meta.dirname, "../../fixtures/sessions");

/** A file of the recorded sessions, such as `code-mode.transcript.jsonl`. */
export const recordedFile = (name: string): string => readFileSync(join(folder, name), "utf8");

/** What a real Codex sent in one of the recorded sessions, request by request. */
export const recordedRequests = (name: string): readonly LogsRequest[] =>
  recordedFile(`${name}.logs.otlp.jsonl`)
    .trim()
    .split("\n")
    .flatMap((line) => parseOtlpJson(line))
    .flatMap((one) => (one.signal === "logs" ? [one.request] : []));

/** The events of one of the recorded sessions, in the order of arrival. */
export const recordedEvents = (name: string): readonly CodexEvent[] => recordedRequests(name).flatMap(eventsOf);

/** The lines of Codex's own transcripts of one of the recorded sessions, one list for each session. */
export function recordedTranscripts(name: string): readonly (readonly string[])[] {
  const transcripts: string[][] = [];
  for (const line of recordedFile(`${name}.transcripts.jsonl`).trim().split("\n")) {
    if (line.includes('"type":"session_meta"')) transcripts.push([]);
    transcripts.at(-1)?.push(line);
  }
  return transcripts;
}
