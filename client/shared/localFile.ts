import type * as vscode from "vscode";

/**
 * Whether an address names a file of this machine, or for Windows one of a share. One with another host is none elsewhere:
 * its path would be read as one of this machine.
 */
export const isLocalFile = ({ scheme, authority }: Pick<vscode.Uri, "scheme" | "authority">): boolean =>
  scheme === "file" && (authority === "" || process.platform === "win32");

/** What a command was called with, when it is the address of such a file. */
export function localFileAddress(address: unknown): string | undefined {
  if (typeof address !== "string") return undefined;
  const [, authority] = /^file:\/\/([^/?#]*)\//i.exec(address) ?? [];
  return authority !== undefined && isLocalFile({ scheme: "file", authority }) ? address : undefined;
}
