import { applyEdits } from "../../diagnostics/applyFixes.ts";
import type { TextEdit } from "../../text/range.ts";
import type { TomlDocument, TomlEntry, TomlScalar, TomlValue } from "../../toml/document.ts";
import { replace } from "../../toml/edit/edits.ts";
import { exporterSignals } from "../options.ts";
import { otelTable } from "./logsExporter.ts";

/** Texts in `[otel]` that say where and how something is sent. Every other one may be a key. */
const shown: ReadonlyMap<string, RegExp> = new Map([
  ["endpoint", /^[^@?\n]{1,300}$/],
  ["protocol", /^\w{1,20}$/],
  ["environment", /^[\w. -]{1,60}$/],
  ["ca-certificate", /^[^\n]{1,300}$/],
  ["client-certificate", /^[^\n]{1,300}$/],
  ["client-private-key", /^[^\n]{1,300}$/],
  ...[...exporterSignals.keys()].map((name) => [name, /^[a-z-]{1,20}$/] as const),
]);

/** The text of a config.toml with the values of `[otel]` hidden that may be keys, line by line as it is. */
export function withoutKeys(document: TomlDocument): string {
  const otel = otelTable(document);
  if (otel === undefined) return document.text;
  const hidden = [...otel.entries.values()].flatMap((entry) => hiddenIn(entry.name, entry.value));
  return applyEdits(
    document.text,
    hidden.map((value) => hide(document.text, value)),
  );
}

function hiddenIn(name: string, value: TomlValue): readonly TomlScalar[] {
  if (value.kind === "table")
    return [...value.entries.values()].flatMap((entry: TomlEntry) => hiddenIn(entry.name, entry.value));
  if (value.kind === "array") return value.elements.flatMap((element) => hiddenIn("", element));
  const isPlain = value.kind !== "string" || value.value === "" || shown.get(name)?.test(String(value.value)) === true;
  return isPlain ? [] : [value];
}

/** Lines stay as many as they were. */
function hide(text: string, { range }: TomlScalar): TextEdit {
  const lineEnds = text.slice(range.start, range.end).replace(/[^\n]/g, "");
  return replace(range, `"[hidden]"${lineEnds}`);
}
