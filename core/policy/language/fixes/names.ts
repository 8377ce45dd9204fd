import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { nearestName } from "../../../diagnostics/nearestName.ts";
import type { TomlDocument, TomlEntry, TomlTable } from "../../../toml/document.ts";
import { alternative, fix, quoteKey, removePair, replace } from "../../../toml/edit/edits.ts";
import type { ProblemDetail } from "../../model/policyProblem.ts";
import { operators } from "../../operators/index.ts";
import { addEntry } from "./addEntry.ts";

/**
 * What people write who know another tool, and what it is called here; operators have their own. The first that exists in
 * the place counts.
 */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  // keys
  class: ["classes"],
  data_classes: ["classes"],
  headers: ["headers_env"],
  header: ["headers_env"],
  env: ["headers_env", "salt_env"],
  salt: ["salt_env"],
  events: ["receives", "event"],
  receive: ["receives"],
  name: ["id", "title", "attribute"],
  level: ["severity"],
  text: ["message"],
  title: ["message", "description"],
  description: ["message", "title"],
  attr: ["attribute"],
  field: ["attribute"],
  key: ["attribute"],
  or: ["any"],
  any_of: ["any"],
  filter: ["when"],
  conditions: ["when"],
  condition: ["when"],
  if: ["when"],
  redaction: ["redact"],
  redactions: ["redact"],
  url: ["endpoint"],
  ca: ["ca_file"],
  ca_certificate: ["ca_file"],
  cert: ["cert_file"],
  certificate: ["cert_file"],
  client_certificate: ["cert_file"],
  key_path: ["key_file"],
  private_key: ["key_file"],
  client_key: ["key_file"],
  sinks: ["destinations"],
  rules: ["detections"],
  tests: ["samples"],
  examples: ["samples"],
  expected: ["finds"],
  expect: ["finds"],
  // signals
  log: ["logs"],
  trace: ["traces"],
  span: ["traces"],
  spans: ["traces"],
  metric: ["metrics"],
  // severities
  info: ["low"],
  informational: ["low"],
  warning: ["medium"],
  moderate: ["medium"],
  error: ["high"],
  severe: ["critical"],
  // protocols
  "otlp-grpc": ["grpc"],
  "http/protobuf": ["http-protobuf"],
  protobuf: ["http-protobuf"],
  binary: ["http-protobuf"],
  "otlp-http": ["http-protobuf"],
  http: ["http-protobuf"],
  "http/json": ["http-json"],
  json: ["http-json"],
};

/** The word that was probably meant, among those that exist in the place. */
export function meantWord(written: string, known: readonly string[]): string | undefined {
  const plain = written.trim().toLowerCase();
  const same = known.find((word) => word.replaceAll(/[-_]/g, "") === plain.replaceAll(/[-_\s]/g, ""));
  const own = Object.hasOwn(synonyms, plain) ? (synonyms[plain] ?? []) : [];
  const ofOperators = operators.flatMap(({ key, foreignNames }) => (foreignNames?.includes(plain) ? [key] : []));
  const synonym = [...own, ...ofOperators].find((word) => known.includes(word));
  return same ?? synonym ?? nearestName(written, known);
}

type NameDetail = Extract<ProblemDetail, { kind: "name" }>;

/** A key gets the name that was probably meant, wherever it is written; a class may also be added. */
export function renameFixes(document: TomlDocument, { table, entry, known }: NameDetail, isClass: boolean): Fix[] {
  const meant = known.length > mostCompared ? undefined : meantWord(entry.name, freeNames(known, table, entry));
  const fixes: Fix[] = [];
  if (meant !== undefined) {
    const edits = entry.keys.map(({ range }) => replace(range, quoteKey(meant)));
    fixes.push(fix(`Write ${meant}`, edits));
  }
  if (isClass) {
    const added = addEntry(document, ["classes"], [`${quoteKey(entry.name)} = []`]);
    if (added) fixes.push(alternative(`Add the class ${entry.name}`, added));
  }
  if (entry.value.kind !== "table" || entry.value.form === "inline")
    fixes.push(alternative("Remove this key", removePair(document, entry.range)));
  return fixes;
}

/** Of so many names none is looked for that was meant. */
const mostCompared = 1000;

function freeNames(known: readonly string[], table: TomlTable, entry: TomlEntry): readonly string[] {
  return known.filter((name) => !table.entries.has(name) || mayJoin(table.entries.get(name), entry));
}

/** Two tables made of headers may become one, as long as no name stands in both. */
function mayJoin(existing: TomlEntry | undefined, added: TomlEntry): boolean {
  const [one, other] = [tableByHeaders(existing), tableByHeaders(added)];
  return one !== undefined && other !== undefined && ![...other.entries.keys()].some((name) => one.entries.has(name));
}

function tableByHeaders(entry: TomlEntry | undefined): TomlTable | undefined {
  return entry?.value.kind === "table" && entry.value.form === "implicit" ? entry.value : undefined;
}
