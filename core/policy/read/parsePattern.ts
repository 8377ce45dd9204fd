import type { TomlValue } from "../../toml/document.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads a pattern and tries it, so that nothing invalid gets further. */
export function parsePattern(reader: TomlReader, value: TomlValue | undefined): string | undefined {
  const source = reader.string(value);
  if (value === undefined || source === undefined) return undefined;
  const pattern = reader.patternLimits.compile(reader, value, source);
  if (typeof pattern !== "string") return pattern?.source;
  const about = { kind: "pattern", value, fragment: /: `(.*)`$/s.exec(pattern)?.[1] } as const;
  return reader.error("policy/pattern-invalid", `Not an RE2 pattern: ${pattern}.`, value.range, about);
}
