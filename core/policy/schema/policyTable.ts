import { builtInVersions, newestBuiltIn } from "../read/extend/builtInVersions.ts";
import { type EntryKind, entryKinds } from "../schema/entryKind.ts";
import type { PolicyKey } from "./policyType.ts";

const removedEntries: Readonly<Record<EntryKind, { readonly documentation: string; readonly example: string }>> = {
  destinations: { documentation: "Names of destinations that do not count.", example: '["lake"]' },
  detections: { documentation: "Ids of detections that do not count.", example: '["outdated-codex"]' },
  classes: {
    documentation:
      "Names of data classes that do not count, and what destinations do with them neither. Their attributes are of other classes of this file, or `unknown`.",
    example: '["patch"]',
  },
  secrets: { documentation: "Names of secrets of the other policy that do not count.", example: "[]" },
};

/** `[remove]`: what of the policy that is extended does not count. */
export const removeTable = entryKinds.map(
  (name) =>
    ({
      name,
      type: { kind: "many", of: { kind: "string" } },
      default: "all of them are taken over",
      ...removedEntries[name],
    }) as const satisfies PolicyKey,
);

/** `[hashing]` */
export const hashingTable = [
  {
    name: "salt_env",
    foreignNames: ["salt", "env"],
    type: { kind: "environmentVariable" },
    default: "no salt",
    documentation:
      "The environment variable that holds the salt of hashes. Without a salt, whoever knows an e-mail address can look for its hash. For a policy that came with a folder it is read only once you allow its forwarding, or name the file with `--policy`.",
    example: '"CODEX_OTEL_HASH_SALT"',
  },
] as const satisfies readonly PolicyKey[];

/** The file itself. */
export const policyTable = [
  {
    name: "version",
    type: { kind: "integer" },
    required: true,
    documentation: "Version of the policy language. This program understands `1`.",
    example: "1",
  },
  {
    name: "extends",
    type: {
      kind: "word",
      words: builtInVersions.map(({ name }) => ({
        name,
        documentation: "The built-in policy as it was released with this number. It never changes.",
      })),
    },
    default: "everything that counts stands in this file",
    documentation:
      "Takes over a pinned version of the built-in policy. What this file writes takes the place of what stands there, entry by entry: a class or a secret as a whole and by its name; of a destination, and of a detection with the same `id`, each key; in `redact` each data class, and `default`, which then speaks of those that neither names. Classes of this file come first, and take their attributes out of the others. New names are added. What cannot be resolved is an error, and the policy is not used.",
    example: `"${newestBuiltIn.name}"`,
  },
  {
    name: "remove",
    type: { kind: "table", keys: "remove" },
    default: "everything is taken over",
    documentation:
      "Entries of the policy that `extends` names that do not count. One that this file writes too, or that does not exist there, is an error.",
    example: '{ destinations = ["lake"] }',
  },
  {
    name: "built_in_secrets",
    type: { kind: "boolean" },
    default: "true",
    documentation:
      "Whether the built-in rules for credentials count, before the policy's own `secrets`: some hundred, listed in `policies/secrets.toml`.",
    example: "false",
  },
  {
    name: "classes",
    foreignNames: ["class", "data_classes"],
    isTelling: true,
    type: { kind: "named", names: "class", of: { kind: "many", of: { kind: "attributeGlob" } } },
    default: "every attribute is `unknown`",
    documentation:
      "Data classes: for each the names of the attributes that it covers. `*` stands for any characters, `?` for one; resource attributes are written `resource.NAME`, the record's body is `body`. An exact name wins over a glob; among globs the first of the file wins.",
    example: '{ prompt = ["prompt"] }',
  },
  {
    name: "secrets",
    type: { kind: "named", names: "secret", of: { kind: "pattern" } },
    default: "only the built-in secrets are looked for",
    documentation:
      "Names with RE2 patterns, tried in this order after the built-in ones, copies of which are tried with them; an entry with the name of a built-in one counts instead of it. What matches is replaced by `[SECRET:name]` in every value that is kept, for every destination and in the local view.",
    example: "{ github_token = 'gh[pousr]_[A-Za-z0-9]{36,}' }",
  },
  {
    name: "hashing",
    type: { kind: "table", keys: "hashing" },
    default: "no salt",
    documentation: "How values are hashed.",
    example: '{ salt_env = "CODEX_OTEL_HASH_SALT" }',
  },
  {
    name: "destinations",
    foreignNames: ["sinks"],
    isTelling: true,
    type: { kind: "named", names: "destination", of: { kind: "table", keys: "destination" } },
    default: "no destinations",
    documentation: "Who receives what, and what they may see of it. Destinations do not influence each other.",
    example: '{ siem = { receives = ["codex.*"] } }',
  },
  {
    name: "detections",
    foreignNames: ["rules"],
    isTelling: true,
    type: { kind: "many", of: { kind: "table", keys: "detection" } },
    default: "no detections",
    documentation: "What is suspicious, as `[[detections]]`.",
    example: '[{ id = "my-detection", severity = "medium", message = "What was found.", event = "codex.tool_result" }]',
  },
] as const satisfies readonly PolicyKey[];
