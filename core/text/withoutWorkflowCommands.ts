/**
 * Text that may be printed where a pipeline runs, with whatever GitHub Actions or Azure Pipelines would obey in it broken by a
 * backslash: `::` at the beginning of a line, `##[` and `##vso[` anywhere. File names and names of a policy may hold these.
 */
export const withoutWorkflowCommands = (text: string): string =>
  text.replace(/^([^\S\n]*)::/gm, "$1\\::").replace(/##(?=\[|vso\[)/gi, "#\\#");
