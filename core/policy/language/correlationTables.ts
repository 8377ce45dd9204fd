import type { TomlTable } from "../../toml/document.ts";
import { childOf } from "./check/policyReporter.ts";

/** The keys of a detection that need more than one event of the session. */
export const correlationNames = ["join", "then", "repeats", "unlisted"] as const;

/** Those of a detection that are tables. */
export function correlationTables(detection: TomlTable): readonly TomlTable[] {
  return correlationNames.flatMap((name) => {
    const table = childOf(detection, name);
    return table?.kind === "table" ? [table] : [];
  });
}
