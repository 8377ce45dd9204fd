import type { TomlValue } from "../../toml/document.ts";
import type { TomlReader } from "../read/tomlReader.ts";
import type { ActionIndex } from "./actionIndex.ts";
import type { RedactAction } from "./redactAction.ts";

/** Every action in the form in which it is written, as in `"keep", "drop" or { truncate = N }`. */
export function actionForms({ words, tables }: ActionIndex): string {
  const written = words.map(({ kind }) => JSON.stringify(kind)).join(", ");
  return [written, ...tables.map(({ kind }) => `{ ${kind} = N }`)].join(" or ");
}

/** Reads an action: a word, or a table with one key and its number of bytes. Undefined when it is none. */
export function readAction(reader: TomlReader, value: TomlValue, actions: ActionIndex): RedactAction | undefined {
  if (value.kind === "table") return readTable(reader, value, actions);
  if (value.kind !== "string") {
    const message = `Expected one of ${actionForms(actions)}, found ${reader.nameOfKind(value)}.`;
    return reader.error("policy/wrong-type", message, value.range, { kind: "action", value });
  }
  const known = actions.words.find(({ kind }) => kind === value.value);
  if (known !== undefined) return { kind: known.kind };
  const message = `Expected one of ${actionForms(actions)}.`;
  return reader.error("policy/unknown-word", message, value.range, { kind: "action", value });
}

function readTable(
  reader: TomlReader,
  value: Extract<TomlValue, { kind: "table" }>,
  actions: ActionIndex,
): RedactAction | undefined {
  const kinds = actions.tables.map(({ kind }) => kind);
  reader.allowKeys(
    value,
    actions.tables.map(({ kind, synonyms }) => ({ name: kind, foreignNames: synonyms })),
  );
  const [named = kinds[0] ?? "", second] = kinds.filter((kind) => value.entries.has(kind));
  if (second !== undefined) return reader.wrongType(`one of ${kinds.join(", ")} alone`, value);
  const length = reader.required(value, named);
  const bytes = reader.number(length);
  if (length === undefined || bytes === undefined) return undefined;
  if (!Number.isSafeInteger(bytes) || bytes < 0) return reader.wrongType("a number of bytes, zero or more", length);
  return { kind: named, bytes };
}
