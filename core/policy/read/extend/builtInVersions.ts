import text from "../../../../policies/default.toml";
import type { TomlDocument } from "../../../toml/document.ts";
import { parseToml } from "../../../toml/parseToml.ts";

/** One version of the built-in policy, which never changes once it was released. */
export interface PinnedPolicy {
  /** As `extends` names it: `built-in@1`. */
  readonly name: string;
  /** Its file in the folder `policies`. */
  readonly file: string;
  readonly text: string;
}

/** One that is parsed. */
export interface ParsedVersion extends PinnedPolicy {
  readonly document: TomlDocument;
}

/** The built-in policy itself. */
export const newestBuiltIn: PinnedPolicy = { name: "built-in@1", file: "default.toml", text };

/**
 * Every version that was ever released, the newest last. Before `default.toml` is changed after a release, its text goes into
 * `built-in-N.toml`, and the new one gets the next number.
 */
export const builtInVersions: readonly PinnedPolicy[] = [newestBuiltIn];

/** The version of a name, with its tree; undefined where there is none. */
export function pinnedPolicy(name: string): ParsedVersion | undefined {
  const version = builtInVersions.find((one) => one.name === name);
  if (version === undefined) return undefined;
  let document = documents.get(version);
  if (document === undefined) {
    document = parseToml(version.text);
    documents.set(version, document);
  }
  return { ...version, document };
}

/** Each is parsed once, when it is first needed. */
const documents = new Map<PinnedPolicy, TomlDocument>();
