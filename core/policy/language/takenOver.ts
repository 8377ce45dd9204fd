import type { TomlTable } from "../../toml/document.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { stringAt } from "../../toml/language/writtenNames.ts";
import { pinnedPolicy } from "../builtInVersions.ts";
import { type EntryKind, entryNames } from "../removedEntries.ts";
import { stringsAt } from "./policySections.ts";

/** A pinned policy that a file extends, also while the file is half typed. */
export interface ExtendedBase {
  /** As `extends` names it. */
  readonly name: string;
  /** Its file in the folder `policies`. */
  readonly file: string;
  readonly text: string;
  readonly root: TomlTable;
}

/** The policy that a file extends; undefined where it extends none, or none that there is. */
export function baseOf(surface: TomlSurface): ExtendedBase | undefined {
  const name = stringAt(surface, ["extends"]);
  const pinned = name === undefined ? undefined : pinnedPolicy(name);
  return pinned && { name: pinned.name, file: pinned.file, text: pinned.text, root: pinned.document.root };
}

/** The names of entries that a file takes over and does not remove. */
export function namesTakenOver(surface: TomlSurface, kind: EntryKind): readonly string[] {
  const base = baseOf(surface);
  if (base === undefined) return [];
  const removed = new Set(stringsAt(surface, ["remove", kind]));
  return entryNames(base.root, kind).filter((name) => !removed.has(name));
}
