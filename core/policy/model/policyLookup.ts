/** The name under which a policy is looked for. */
export const policyFileName = "otel-policy.toml";

/**
 * The folders in which a policy is looked for, in this order: those one works in, then that of Codex. Where none has one, the
 * built-in policy counts.
 */
export function policyFolders<Folder>(own: readonly Folder[], codexHome: Folder): readonly Folder[] {
  return [...own, codexHome];
}

/** A folder in which a policy counts. */
export interface PolicyPlace<Folder> {
  readonly folder: Folder;
  /** Whether a policy there came with the workspace, and not from the person. */
  readonly isOfWorkspace: boolean;
}

/**
 * The folders of {@link policyFolders} in which a policy counts. Those of a workspace do when it is trusted, and so does
 * Codex's when it lies in a workspace.
 */
export function policyPlaces<Folder>(
  workspaces: readonly Folder[],
  codexHome: Folder,
  { isTrusted, isCodexHomeOwn }: { readonly isTrusted: boolean; readonly isCodexHomeOwn: boolean },
): readonly PolicyPlace<Folder>[] {
  const places = policyFolders(
    workspaces.map((folder) => ({ folder, isOfWorkspace: true })),
    { folder: codexHome, isOfWorkspace: !isCodexHomeOwn },
  );
  return places.filter(({ isOfWorkspace }) => isTrusted || !isOfWorkspace);
}
