import { lastKeyOf } from "../../toml/access.ts";
import type { TomlTable } from "../../toml/document.ts";
import { type Correlation, correlationOf } from "../correlations/correlation.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { readTable } from "./readTable.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads what a detection says of several events; undefined when one is enough. */
export function parseCorrelation(
  reader: TomlReader,
  detection: TomlTable,
  vocabulary: Vocabulary,
): Correlation | undefined {
  const written = [...detection.entries.values()].flatMap((entry) => {
    const kind = vocabulary.correlations.find(({ key }) => key === entry.name);
    return kind === undefined ? [] : [{ entry, kind }];
  });
  const read = written.map(({ entry, kind }) => {
    const table = reader.table(entry.value);
    if (table === undefined) return undefined;
    const own = readTable(reader, table, kind.keys);
    const settings = kind.read(reader, (key) => own.raw(key), vocabulary);
    return settings === undefined ? undefined : correlationOf(kind, settings);
  });
  const [first, second] = written;
  if (first !== undefined && second !== undefined) {
    const names = vocabulary.correlations.map(({ key }) => key).join(", ");
    const message = `A detection has one of ${names}; this one has ${first.entry.name} already.`;
    const about = { kind: "entry", entry: second.entry } as const;
    reader.error("policy/correlation-conflict", message, lastKeyOf(second.entry), about);
  }
  return read[0];
}
