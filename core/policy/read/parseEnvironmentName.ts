import type { TomlValue } from "../../toml/document.ts";
import { looksLikeCredential } from "../secrets/credentialLook.ts";
import type { TomlReader } from "./tomlReader.ts";

/** What can be wrong with a text that is to name an environment variable. */
export type EnvironmentNameProblem = "policy/credential-written" | "policy/environment-name";

/** A variable's name as every shell and the Collector take it. */
export const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Undefined for a name that an environment variable can have. */
export function environmentNameProblem(text: string): EnvironmentNameProblem | undefined {
  if (looksLikeCredential(text)) return "policy/credential-written";
  return environmentName.test(text) ? undefined : "policy/environment-name";
}

/** Reads the name of an environment variable. What stands there instead may be a key, and is never repeated. */
export function parseEnvironmentName(reader: TomlReader, value: TomlValue | undefined): string | undefined {
  const text = reader.string(value);
  if (value === undefined || text === undefined) return undefined;
  const problem = environmentNameProblem(text);
  if (problem === undefined) return text;
  const message =
    problem === "policy/credential-written"
      ? "This looks like a credential. It never stands in a policy: write the name of the environment variable that holds it."
      : "The name of an environment variable belongs here: letters, digits and _ only, no digit first.";
  return reader.error(problem, message, value.range, { kind: "value", value });
}
