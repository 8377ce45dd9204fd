import type { TomlValue } from "../../toml/document.ts";
import { builtInSecrets } from "../read/builtInSecrets.ts";
import { newestBuiltIn, pinnedPolicy } from "../read/extend/builtInVersions.ts";
import type { Pattern } from "./pattern.ts";

let measured: ReadonlySet<string> | undefined;

/**
 * What a pattern counts: nothing where it stands in the policy or in the secrets that come with the product, whose patterns
 * were measured on texts of any kind.
 */
export function countedInstructions({ source, instructions }: Pattern): number {
  measured ??= new Set([...builtInSecrets().map((secret) => secret.pattern), ...textsInPolicy()]);
  return measured.has(source) ? 0 : instructions;
}

function textsInPolicy(): readonly string[] {
  const policy = pinnedPolicy(newestBuiltIn.name);
  return policy === undefined ? [] : textsIn(policy.document.root);
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
