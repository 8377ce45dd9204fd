import text from "../../../policies/secrets.toml";
import { parseToml } from "../../toml/parseToml.ts";
import type { SecretDefinition } from "../model/policyModel.ts";
import { parseSecrets } from "./parseSecrets.ts";
import { TomlReader } from "./tomlReader.ts";

/** The text of `policies/secrets.toml`, readable and commented. */
export const builtInSecretsText: string = text;

let parsed: readonly SecretDefinition[] | undefined;

/** The secrets that every policy looks for unless it says otherwise, parsed once. */
export function builtInSecrets(): readonly SecretDefinition[] {
  if (parsed !== undefined) return parsed;
  const document = parseToml(builtInSecretsText);
  const reader = new TomlReader();
  const secrets = parseSecrets(reader, document.root.entries.get("secrets")?.value);
  const problem = document.errors[0] ?? reader.problems[0];
  if (problem !== undefined) throw new Error(`the built-in secrets are broken: ${problem.message}`);
  parsed = secrets;
  return secrets;
}

/**
 * Secrets in the order in which they are tried: the built-in rules first, so that no rule of a policy cuts what one of them
 * finds into pieces that it does not know any more, and then the policy's own in the order of its file. A rule that a policy
 * copied counts as the built-in one. Of the same name, the own rule counts instead of the built-in one. The very list of the
 * built-in ones when there are no others, so that all such policies share one search.
 */
export function secretsInOrder(own: readonly SecretDefinition[], withBuiltIn: boolean): readonly SecretDefinition[] {
  const builtIn = builtInSecrets();
  if (own.length === 0) return withBuiltIn ? builtIn : [];
  const ownNames = new Set(own.map(({ name }) => name));
  const places = new Map(builtIn.map(({ pattern }, place) => [pattern, place]));
  const placeOf = ({ pattern }: SecretDefinition) => places.get(pattern) ?? builtIn.length;
  const all = [...(withBuiltIn ? builtIn.filter(({ name }) => !ownNames.has(name)) : []), ...own];
  return all.toSorted((one, other) => placeOf(one) - placeOf(other));
}
