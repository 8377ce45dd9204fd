import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseOtlpJson } from "../../../core/otlp/json.ts";

const folder = join(import.meta.dirname, "../../fixtures/documented");

/** A file of the example that a vendor publishes: `config.toml`, and the event over several lines and on one. */
export const documentedFile = (name: "config.toml" | "event.json" | "event.line.jsonl"): string =>
  readFileSync(join(folder, name), "utf8");

/** The path of such a file. */
export const documentedPath = (name: Parameters<typeof documentedFile>[0]): string => join(folder, name);

/** The event, as the requests that it makes. */
export const documentedRequests = parseOtlpJson(documentedFile("event.json"));
