import { isBareKey } from "../../toml/tokens.ts";

/** The path of a rule inside the policy as TOML would write it: `destinations.siem.when[0]`, `destinations."my lake"`. */
export function policyPath(...parts: readonly (string | number)[]): string {
  let path = "";
  for (const part of parts) {
    if (typeof part === "number") path += `[${part}]`;
    else path += (path === "" ? "" : ".") + (isBareKey(part) ? part : JSON.stringify(part));
  }
  return path;
}
