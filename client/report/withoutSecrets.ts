import { policyScan } from "../../core/policy/evaluate/policyScan.ts";
import { maskText } from "../../core/policy/model/masked.ts";
import { builtInSecrets } from "../../core/policy/read/builtInSecrets.ts";

/** The text with each credential that the built-in rules find replaced by `[SECRET:name]`. */
export function withoutSecrets(text: string): string {
  const { value } = policyScan(builtInSecrets()).withoutSecrets({ kind: "string", value: text });
  return value.kind === "string" ? value.value : maskText;
}
