import { entryAt, keyOf, tableOf } from "../../toml/access.ts";
import type { TomlEntry, TomlTable } from "../../toml/document.ts";
import type { OtherLayer } from "../layers.ts";
import { exporterSignals } from "../options.ts";
import { placeOf, type Reporter } from "../reporter.ts";

/** Looks at what another layer makes of this one: values it overrides, and exporters that cannot be joined. */
export function checkLayers(reporter: Reporter, otel: TomlTable, place: TomlEntry): void {
  for (const { path, why } of reporter.context.unreadLayers ?? []) {
    const message = `${path} ${why}, and was not read here: this is judged as if Codex did not read it either.`;
    reporter.report("otel/layer-unread", keyOf(place), message);
  }
  for (const other of reporter.context.layers ?? []) {
    const others = tableOf(other.document.root.entries.get("otel"));
    if (!others) continue;
    for (const entry of otel.entries.values()) {
      const theirs = others.entries.get(entry.name);
      if (theirs) checkEntry(reporter, entry, theirs, other);
    }
  }
}

function checkEntry(reporter: Reporter, entry: TomlEntry, theirs: TomlEntry, other: OtherLayer): void {
  const whole = other.layer === "requirements" || entry.value.kind !== "table" || theirs.value.kind !== "table";
  if (whole) {
    if (other.wins) reportOverridden(reporter, entry, other);
  } else if (exporterSignals.has(entry.name)) checkExporters(reporter, entry, theirs, other);
  else if (other.wins) reportSameLeaves(reporter, entry, theirs, other);
}

function checkExporters(reporter: Reporter, entry: TomlEntry, theirs: TomlEntry, other: OtherLayer): void {
  const [ours] = tableOf(entry)?.entries.values() ?? [];
  const [another] = tableOf(theirs)?.entries.values() ?? [];
  if (!ours || !another) return;
  if (ours.name !== another.name) {
    const message = `Codex joins this with ${other.path}, which has ${another.name}, to two exporters in one, and does not start.`;
    reporter.report("otel/layer-conflict", placeOf(ours), message);
  } else if (other.wins) reportSameLeaves(reporter, ours, another, other);
}

/** Tables are joined key by key, so that only what both set is overridden. */
function reportSameLeaves(reporter: Reporter, entry: TomlEntry, theirs: TomlEntry, other: OtherLayer): void {
  const [table, theirTable] = [tableOf(entry), tableOf(theirs)];
  if (!table || !theirTable) {
    reportOverridden(reporter, entry, other);
    return;
  }
  for (const inner of table.entries.values()) {
    const theirInner = theirTable.entries.get(inner.name);
    if (theirInner) reportSameLeaves(reporter, inner, theirInner, other);
  }
}

function reportOverridden(reporter: Reporter, entry: TomlEntry, { path }: OtherLayer): void {
  reporter.report("otel/layer-overridden", keyOf(entry), `Codex uses the value of ${path} in place of this one.`);
}

/** True when another layer gives a key that this file's exporter needs and does not have itself. */
export function givenElsewhere({ context }: Reporter, path: readonly string[]): boolean {
  return (context.layers ?? []).some(({ layer, document }) => {
    return layer !== "requirements" && entryAt(document.root, path) !== undefined;
  });
}
