import type { PolicyKey } from "../model/policyKeyTypes.ts";
import { builtInVersions, newestBuiltIn } from "../read/extend/builtInVersions.ts";
import type { EntryKind } from "../read/extend/removedEntries.ts";

const removed = (name: EntryKind, documentation: string, example: string): PolicyKey => ({
  name,
  type: { kind: "many", of: { kind: "string" } },
  default: "all of them are taken over",
  documentation,
  example,
});

/** What a policy takes over from another one, and what of it does not count. */
export const extendKeys: readonly PolicyKey[] = [
  {
    name: "extends",
    type: {
      kind: "word",
      words: builtInVersions.map(({ name }) => ({
        word: name,
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
    type: {
      kind: "table",
      keys: [
        removed("destinations", "Names of destinations that do not count.", '["lake"]'),
        removed("detections", "Ids of detections that do not count.", '["outdated-codex"]'),
        removed(
          "classes",
          "Names of data classes that do not count, and what destinations do with them neither. Their attributes are of other classes of this file, or `unknown`.",
          '["patch"]',
        ),
        removed("secrets", "Names of secrets of the other policy that do not count.", "[]"),
      ],
    },
    default: "everything is taken over",
    documentation:
      "Entries of the policy that `extends` names that do not count. One that this file writes too, or that does not exist there, is an error.",
    example: '{ destinations = ["lake"] }',
  },
];
