import type { TomlValue } from "../../../toml/document.ts";
import type { TomlReader } from "../../read/tomlReader.ts";

const longestTimespan = 31 * 24 * 60 * 60;

/** A whole number, of seconds if nothing else is said. */
export function readWhole(
  reader: TomlReader,
  value: TomlValue | undefined,
  least = 1,
  most = longestTimespan,
): number | undefined {
  const number = reader.number(value);
  if (value === undefined || number === undefined) return undefined;
  if (Number.isSafeInteger(number) && number >= least && number <= most) return number;
  return reader.wrongType(`a whole number from ${least} to ${most}`, value);
}
