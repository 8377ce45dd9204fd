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
 * The built-in secrets and then a policy's own; of the same name, the own one in the place of the built-in one. The very
 * list of the built-in ones when there are no others, so that all such policies share one search.
 */
export function withBuiltInSecrets(own: readonly SecretDefinition[]): readonly SecretDefinition[] {
  const builtIn = builtInSecrets();
  if (own.length === 0) return builtIn;
  const byName = new Map(own.map((secret) => [secret.name, secret]));
  const known = new Set(builtIn.map(({ name }) => name));
  return [...builtIn.map((secret) => byName.get(secret.name) ?? secret), ...own.filter(({ name }) => !known.has(name))];
}
