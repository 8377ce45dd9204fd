import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One observed case: a file, and what the real Codex did with it. */
export interface ConfigCase {
  readonly id: string;
  readonly toml?: string;
  /** For files that are not UTF-8. */
  readonly toml_base64?: string;
  readonly codex: {
    readonly verdict: "fatal" | "exporter-off" | "warning" | "dropped" | "ok";
    /** One-based. */
    readonly line: number | null;
    readonly column: number | null;
    readonly message: string | null;
  };
  /** Codex said nothing about the file at all. */
  readonly clean?: boolean;
  readonly note?: string;
}

const file = join(import.meta.dirname, "../../fixtures/codex-otel-config-cases.json");

export const configCases = JSON.parse(readFileSync(file, "utf8")) as readonly ConfigCase[];
