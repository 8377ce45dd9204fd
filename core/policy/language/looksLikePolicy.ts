import type { TomlDocument } from "../../toml/document.ts";
import { policyTable } from "../schema/policyTable.ts";

/** True for a file of any name that can hardly be anything else: it has tables that only a policy has, or extends one. */
export function looksLikePolicy({ root }: TomlDocument): boolean {
  const { entries } = root;
  if (entries.has("otel")) return false;
  const base = entries.get("extends")?.value;
  const extendsBuiltIn = base?.kind === "string" && String(base.value).startsWith("built-in");
  return extendsBuiltIn || policyTable.filter((key) => "isTelling" in key && entries.has(key.name)).length > 1;
}
