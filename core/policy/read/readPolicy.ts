import { lastKeyOf } from "../../toml/access.ts";
import type { TomlDocument, TomlValue } from "../../toml/document.ts";
import { type DataClass, defaultKey, type Policy, unknownClass } from "../model/policyModel.ts";
import type { PolicyProblem } from "../model/policyProblem.ts";
import type { PolicyTables } from "../schema/policyTables.ts";
import { productVocabulary, type Vocabulary } from "../vocabulary.ts";
import { secretsInOrder } from "./builtInSecrets.ts";
import { type ExtendedPolicy, extendPolicy } from "./extend/extendPolicy.ts";
import { parseDestinations } from "./parseDestinations.ts";
import { parseDetections } from "./parseDetections.ts";
import { parseSecrets } from "./parseSecrets.ts";
import { ReadTable, readTable } from "./readTable.ts";
import { TomlReader } from "./tomlReader.ts";

export interface ParsedPolicy {
  /** Absent as soon as one problem is an error. */
  readonly policy?: Policy;
  readonly problems: readonly PolicyProblem[];
  /** What could be read, also when something is wrong: to explain the text with, never to decide about events. */
  readonly draft: Policy;
  /** What was read: the file's own tree, or with what it takes over from another policy. */
  readonly extended: ExtendedPolicy;
}

/** Reads and checks a policy that is parsed already. Never throws; what is wrong is in `problems`. */
export function readPolicy(document: TomlDocument, vocabulary: Vocabulary = productVocabulary): ParsedPolicy {
  const reader = new TomlReader();
  for (const { message, range } of document.errors) reader.error("policy/syntax", message, range);
  const root = document.root;
  const { tables } = vocabulary;
  checkVersion(reader, readTable(reader, root, tables.policy, { start: root.range.start, end: root.range.start }));
  const extended = extendPolicy(reader, root, vocabulary);
  const whole = new ReadTable(reader, extended.root, tables.policy);
  const classes = parseClasses(reader, whole.raw("classes"));
  const hashing = reader.table(whole.raw("hashing"));
  const saltEnvironmentVariable = hashing && readTable(reader, hashing, tables.hashing).get("salt_env");
  const ownSecrets = parseSecrets(reader, whole.raw("secrets"));
  const builtIn = whole.get("built_in_secrets") ?? true;
  const policy: Policy = {
    version: 1,
    classes,
    secrets: secretsInOrder(ownSecrets, builtIn),
    hashing: { saltEnvironmentVariable },
    destinations: parseDestinations(
      reader,
      whole.raw("destinations"),
      classes.map(({ name }) => name),
      vocabulary,
    ),
    detections: parseDetections(reader, whole.raw("detections"), vocabulary),
  };
  const problems = reader.problems.toSorted((one, other) => one.range.start - other.range.start);
  return problems.some(({ severity }) => severity === "error")
    ? { problems, draft: policy, extended }
    : { policy, problems, draft: policy, extended };
}

function checkVersion(reader: TomlReader, written: ReadTable<PolicyTables["policy"][number]>): void {
  const value = written.raw("version");
  if (value === undefined || Number(value.kind === "integer" ? value.value : Number.NaN) === 1) return;
  const message = "This program understands version = 1.";
  reader.error("policy/version-unsupported", message, value.range, { kind: "value", value });
}

function parseClasses(reader: TomlReader, value: TomlValue | undefined): DataClass[] {
  const classes: DataClass[] = [];
  const seen = new Map<string, string>();
  for (const entry of reader.table(value)?.entries.values() ?? []) {
    if (entry.name === unknownClass) {
      const message = "unknown is what no class names; it has no attributes of its own.";
      reader.error("policy/name-invalid", message, lastKeyOf(entry), { kind: "entry", entry });
      continue;
    }
    if (entry.name === defaultKey) {
      const message = "default is what redact says of the classes that it does not name; no class can have this name.";
      reader.error("policy/name-invalid", message, lastKeyOf(entry), { kind: "entry", entry });
      continue;
    }
    for (const element of reader.elements(entry.value, "an array of attribute names")) {
      const attribute = reader.string(element);
      if (attribute === undefined) continue;
      reader.eventLimits.countAttribute(reader, element, attribute);
      const other = seen.get(attribute);
      if (other !== undefined) {
        const same = other === entry.name;
        const message = same ? `Listed twice in ${other}.` : `Already in the class ${other}, which keeps it.`;
        reader.warning("policy/attribute-in-two-classes", message, element.range, { kind: "value", value: element });
      } else {
        seen.set(attribute, entry.name);
      }
    }
    const attributes = entry.value.kind === "array" ? new TomlReader().strings(entry.value) : [];
    classes.push({ name: entry.name, attributes });
  }
  return classes;
}
