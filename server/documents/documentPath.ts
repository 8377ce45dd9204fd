import { URI } from "vscode-uri";

/** What this machine calls itself in an address. */
const thisMachine: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The path of a file on this machine; undefined for addresses of anything else. */
export function pathOf(uri: string): string | undefined {
  try {
    const parsed = URI.parse(uri);
    const { scheme, authority } = parsed;
    // a path with a host would name another machine
    const { fsPath } = thisMachine.has(authority.toLowerCase()) ? parsed.with({ authority: "" }) : parsed;
    return scheme === "file" || scheme === "untitled" ? fsPath : undefined;
  } catch {
    return undefined;
  }
}
