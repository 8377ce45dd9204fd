import { URI } from "vscode-uri";

/** What this machine calls itself in an address. */
const thisMachine: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The path of a file on this machine; undefined for addresses of anything else. With another host it is a share for Windows,
 * and nothing elsewhere: there its path would be read as one of this machine.
 */
export function pathOf(uri: string): string | undefined {
  try {
    const parsed = URI.parse(uri);
    const { scheme, authority } = parsed;
    if (scheme !== "file" && scheme !== "untitled") return undefined;
    if (authority === "" || thisMachine.has(authority.toLowerCase())) return parsed.with({ authority: "" }).fsPath;
    return process.platform === "win32" ? parsed.fsPath : undefined;
  } catch {
    return undefined;
  }
}
