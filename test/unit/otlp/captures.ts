import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseOtlpJson } from "../../../core/otlp/json.ts";
import type { OtlpRequest } from "../../../core/otlp/requests.ts";

const folder = join(import.meta.dirname, "../../fixtures/captures");

/** The names of the recorded sessions, such as `secrets.logs.otlp.jsonl`. */
export const captureNames = readdirSync(folder).filter((name) => /\.otlp\.jsonl(\.gz)?$/.test(name));

/** The bytes of a file beside the captures, such as `wire/shell-tools.logs.http.pb`. */
export function captureBytes(name: string): Buffer {
  return readFileSync(join(folder, name));
}

/** The lines of a recorded session, one request each. */
export function captureLines(name: string): readonly string[] {
  const bytes = captureBytes(name);
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim().split("\n");
}

export function captureRequests(name: string): readonly OtlpRequest[] {
  return captureLines(name).flatMap((line) => parseOtlpJson(line));
}
