import type { TomlValue } from "../../toml/document.ts";
import type { PolicyScalar } from "../model/policyScalar.ts";
import type { TomlReader } from "./tomlReader.ts";

/** A string, number or truth value; whole numbers stay exact. */
export function parseScalar(reader: TomlReader, value: TomlValue): PolicyScalar | undefined {
  if (value.kind === "array" || value.kind === "table" || value.kind === "datetime") {
    return reader.wrongType("a string, a number, true or false", value, "other");
  }
  if (value.kind === "float" && !Number.isFinite(value.value)) return reader.exactNumber(value);
  return value.value;
}
