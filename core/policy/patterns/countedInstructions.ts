import policyText from "../../../policies/default.toml";
import secretsText from "../../../policies/secrets.toml";
import type { TomlValue } from "../../toml/document.ts";
import { parseToml } from "../../toml/parseToml.ts";
import type { Pattern } from "./pattern.ts";

let measured: ReadonlySet<string> | undefined;

/**
 * What a pattern counts: nothing where it stands in the policy or in the secrets that come with the product, whose patterns
 * were measured on texts of any kind.
 */
export function countedInstructions({ source, instructions }: Pattern): number {
  measured ??= new Set([secretsText, policyText].flatMap((text) => textsIn(parseToml(text).root)));
  return measured.has(source) ? 0 : instructions;
}

function textsIn(value: TomlValue): readonly string[] {
  switch (value.kind) {
    case "string":
      return [String(value.value)];
    case "array":
      return value.elements.flatMap(textsIn);
    case "table":
      return [...value.entries.values()].flatMap((entry) => textsIn(entry.value));
    default:
      return [];
  }
}
