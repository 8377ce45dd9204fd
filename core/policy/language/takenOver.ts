import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { stringAt } from "../../toml/language/writtenNames.ts";
import { type ParsedVersion, pinnedPolicy } from "../read/extend/builtInVersions.ts";
import { entryNames } from "../read/extend/removedEntries.ts";
import type { EntryKind } from "../schema/entryKind.ts";
import { stringsAt } from "./policySections.ts";

/** The policy that a file extends, also while it is half typed; undefined where it extends none, or none that there is. */
export function baseOf(surface: TomlSurface): ParsedVersion | undefined {
  const name = stringAt(surface, ["extends"]);
  return name === undefined ? undefined : pinnedPolicy(name);
}

/** The names of entries that a file takes over and does not remove. */
export function namesTakenOver(surface: TomlSurface, kind: EntryKind): readonly string[] {
  const base = baseOf(surface);
  if (base === undefined) return [];
  const removed = new Set(stringsAt(surface, ["remove", kind]));
  return entryNames(base.document.root, kind).filter((name) => !removed.has(name));
}
