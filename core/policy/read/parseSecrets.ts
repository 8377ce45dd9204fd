import { lastKeyOf } from "../../toml/access.ts";
import type { TomlValue } from "../../toml/document.ts";
import type { SecretDefinition } from "../model/policyModel.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { parsePattern } from "./parsePattern.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads `[secrets]`: names with patterns, none of which may match where nothing stands. */
export function parseSecrets(reader: TomlReader, value: TomlValue | undefined): SecretDefinition[] {
  const secrets: SecretDefinition[] = [];
  for (const entry of reader.table(value)?.entries.values() ?? []) {
    if (!/^[A-Za-z0-9_-]+$/.test(entry.name)) {
      const message = "A secret's name is put in its place: letters, digits, - and _ only.";
      reader.error("policy/name-invalid", message, lastKeyOf(entry), { kind: "entry", entry });
    }
    const pattern = parsePattern(reader, entry.value);
    if (pattern === undefined) continue;
    const compiled = compilePattern(pattern);
    if (typeof compiled !== "string" && compiled.matchesEmptyText) {
      const message = "The pattern also matches where nothing stands, which is no secret.";
      const about = { kind: "value", value: entry.value } as const;
      reader.error("policy/pattern-matches-nothing", message, entry.value.range, about);
    }
    secrets.push({ name: entry.name, pattern });
  }
  return secrets;
}
