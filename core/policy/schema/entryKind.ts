/** The kinds of entries that a policy takes over from another one by name, and may remove. */
export const entryKinds = ["destinations", "detections", "classes", "secrets"] as const;
export type EntryKind = (typeof entryKinds)[number];
