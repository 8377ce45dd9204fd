/** Where an issue is opened, from the address of the repository in the manifest; undefined when that is no web page. */
export function issuePage(repository: unknown): string | undefined {
  if (typeof repository !== "string" || !repository.startsWith("https://")) return undefined;
  return `${repository.replace(/\/?(?:\.git)?$/, "")}/issues/new/choose`;
}
