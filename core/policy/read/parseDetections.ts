import type { TomlValue } from "../../toml/document.ts";
import type { FindingSeverity } from "../model/outcome.ts";
import type { Detection, DetectionSample, PolicyScalar } from "../model/policyModel.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { parseConditions } from "./parseConditions.ts";
import { parseCorrelation } from "./parseCorrelation.ts";
import { parseScalar } from "./parseScalar.ts";
import type { TomlReader } from "./tomlReader.ts";

const severities: readonly FindingSeverity[] = ["low", "medium", "high", "critical"];

/** Reads `[[detections]]` with their samples. */
export function parseDetections(
  reader: TomlReader,
  value: TomlValue | undefined,
  vocabulary: Vocabulary = productVocabulary,
): Detection[] {
  const detections: Detection[] = [];
  const ids = new Set<string>();
  for (const element of reader.elements(value, "an array of tables, [[detections]]")) {
    const table = reader.table(element);
    if (table === undefined) continue;
    const kinds = vocabulary.correlations.map(({ key }) => key);
    reader.allowKeys(table, ["id", "severity", "message", "event", "when", ...kinds, "samples"]);
    const get = (key: string) => table.entries.get(key)?.value;
    const idValue = reader.required(table, "id");
    const id = reader.string(idValue);
    const severity = reader.word(reader.required(table, "severity"), severities);
    const message = reader.string(reader.required(table, "message"));
    const event = reader.eventNames(reader.required(table, "event"));
    const when = parseConditions(reader, get("when"), vocabulary.operators);
    const correlation = parseCorrelation(reader, table, vocabulary);
    const samples = parseSamples(reader, get("samples"));
    if (id === undefined || severity === undefined || message === undefined) continue;
    if (ids.has(id)) {
      const about = idValue && ({ kind: "value", value: idValue } as const);
      reader.error("policy/duplicate-name", "Another detection has this id.", idValue?.range ?? table.range, about);
    }
    ids.add(id);
    detections.push({ id, severity, message, event, when, correlation, samples });
  }
  return detections;
}

function parseSamples(reader: TomlReader, value: TomlValue | undefined): DetectionSample[] {
  const samples: DetectionSample[] = [];
  for (const element of reader.elements(value, "an array of tables, [[detections.samples]]")) {
    const table = reader.table(element);
    if (table === undefined) continue;
    reader.allowKeys(table, ["title", "finds", "events"]);
    const title = reader.string(reader.required(table, "title"));
    const finds = reader.boolean(reader.required(table, "finds"));
    const events = reader.elements(reader.required(table, "events")).map((event) => parseSampleEvent(reader, event));
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
