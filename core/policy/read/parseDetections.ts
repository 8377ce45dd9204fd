import type { TomlValue } from "../../toml/document.ts";
import type { Detection, DetectionSample, PolicyScalar } from "../model/policyModel.ts";
import { detectionKeys } from "../schema/tableKeys.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { parseConditions } from "./parseConditions.ts";
import { parseCorrelation } from "./parseCorrelation.ts";
import { parseScalar } from "./parseScalar.ts";
import { readTable } from "./readTable.ts";
import type { TomlReader } from "./tomlReader.ts";

/** Reads `[[detections]]` with their samples. */
export function parseDetections(
  reader: TomlReader,
  value: TomlValue | undefined,
  vocabulary: Vocabulary = productVocabulary,
): Detection[] {
  const detections: Detection[] = [];
  const ids = new Set<string>();
  const keys = detectionKeys(vocabulary);
  for (const element of reader.elements(value, "an array of tables, [[detections]]")) {
    const table = reader.table(element);
    if (table === undefined) continue;
    const written = readTable(reader, table, keys);
    const id = written.get("id");
    const severity = written.get("severity");
    const message = written.get("message");
    const event = written.get("event") ?? [];
    const when = parseConditions(reader, written.raw("when"), vocabulary);
    const correlation = parseCorrelation(reader, table, vocabulary);
    const samples = parseSamples(reader, written.raw("samples"), vocabulary);
    if (id === undefined || severity === undefined || message === undefined) continue;
    if (ids.has(id)) {
      const idValue = written.raw("id");
      const about = idValue && ({ kind: "value", value: idValue } as const);
      reader.error("policy/duplicate-name", "Another detection has this id.", idValue?.range ?? table.range, about);
    }
    ids.add(id);
    detections.push({ id, severity, message, event, when, correlation, samples });
  }
  return detections;
}

function parseSamples(reader: TomlReader, value: TomlValue | undefined, { tables }: Vocabulary): DetectionSample[] {
  const samples: DetectionSample[] = [];
  for (const element of reader.elements(value, "an array of tables, [[detections.samples]]")) {
    const table = reader.table(element);
    if (table === undefined) continue;
    const written = readTable(reader, table, tables.sample);
    const title = written.get("title");
    const finds = written.get("finds");
    const events = reader.elements(written.raw("events")).map((event) => parseSampleEvent(reader, event));
    if (title !== undefined && finds !== undefined) samples.push({ title, finds, events });
  }
  return samples;
}

function parseSampleEvent(reader: TomlReader, value: TomlValue): Map<string, PolicyScalar> {
  const attributes = new Map<string, PolicyScalar>();
  for (const entry of reader.table(value)?.entries.values() ?? []) {
    const scalar = parseScalar(reader, entry.value);
    if (scalar !== undefined) attributes.set(entry.name, scalar);
  }
  return attributes;
}
