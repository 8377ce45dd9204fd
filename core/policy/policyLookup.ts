/** The name under which a policy is looked for. */
export const policyFileName = "otel-policy.toml";

/**
 * The folders in which a policy is looked for, in this order: those one works in, then that of Codex. Where none has one, the
 * built-in policy counts.
 */
export function policyFolders<Folder>(own: readonly Folder[], codexHome: Folder): readonly Folder[] {
  return [...own, codexHome];
}
