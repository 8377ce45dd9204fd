import { isHeader, startsWith } from "../access.ts";
import type { TomlKeyPart } from "../document.ts";
import { type LoosePair, type LooseValue, scanLooseValue, textOfLoose } from "./looseValue.ts";
import type { TomlSurface } from "./tomlSurface.ts";

/**
 * The names that are written below a table path, in any form (headers, dotted keys, inline tables), also in statements
 * that are broken. The name at `offset` itself is left out, because it is being typed.
 */
export function namesBelow(document: TomlSurface, path: readonly string[], offset: number): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (part: TomlKeyPart | undefined) => {
    if (part !== undefined && (offset < part.range.start || offset > part.range.end)) names.add(part.text);
  };
  for (const statement of document.statements) {
    const { key, table, value } = statement;
    if (isHeader(statement)) {
      if (startsWith(table, path)) add(key[path.length]);
    } else if (key.length > 0) {
      const full = [...table, ...key.map(({ text }) => text)];
      if (table.length <= path.length && startsWith(full, path)) add(key[path.length - table.length]);
      if (value !== undefined && startsWith(path, full)) {
        const rest = path.slice(full.length);
        for (const part of partsBelow(scanLooseValue(document.text, value), rest)) add(part);
      }
    }
  }
  return names;
}

/** The text of the string at a path, also in statements that are broken; undefined when there is none. */
export function stringAt(document: TomlSurface, path: readonly string[]): string | undefined {
  for (const { key, table, value } of document.statements) {
    if (value === undefined || table.length + key.length > path.length) continue;
    const full = [...table, ...key.map(({ text }) => text)];
    if (!startsWith(path, full)) continue;
    const found = valueBelow(scanLooseValue(document.text, value), path.slice(full.length));
    const written = found && textOfLoose(document.text, found);
    if (written !== undefined) return written;
  }
  return undefined;
}

const namesOf = ({ key }: LoosePair): string[] => key.map(({ text }) => text);

function partsBelow(value: LooseValue | undefined, path: readonly string[]): TomlKeyPart[] {
  if (value?.kind !== "table") return [];
  return value.pairs.flatMap((pair) => {
    const names = namesOf(pair);
    if (startsWith(names, path)) return pair.key[path.length] ?? partsBelow(pair.value, []);
    return startsWith(path, names) ? partsBelow(pair.value, path.slice(names.length)) : [];
  });
}

function valueBelow(value: LooseValue | undefined, path: readonly string[]): LooseValue | undefined {
  if (value === undefined || path.length === 0) return value;
  if (value.kind !== "table") return undefined;
  for (const pair of value.pairs) {
    const names = namesOf(pair);
    if (names.length === 0 || !startsWith(path, names)) continue;
    const found = valueBelow(pair.value, path.slice(names.length));
    if (found !== undefined) return found;
  }
  return undefined;
}
