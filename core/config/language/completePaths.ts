import type { CompletionItem } from "../../toml/language/completionItem.ts";
import type { ValueCursor } from "../../toml/language/cursor.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Lists a folder, relative to the configuration file or absolute; empty for those of other machines. */
export type ListFolder = (path: string) => readonly FolderEntry[];

/** More proposals than this help nobody. */
const most = 200;

const certificate = /\.(?:pem|crt|cer|key|der)$/i;

/** Files and folders that go on where the path at the cursor ends; files that look like certificates first. */
export function completePaths(document: TomlSurface, cursor: ValueCursor, listFolder: ListFolder): CompletionItem[] {
  const { scalar, word } = cursor;
  const quote = scalar?.quote === "'" ? "'" : '"';
  const written = scalar ? document.text.slice(scalar.range.start + scalar.quote.length, scalar.range.end) : "";
  const typed = scalar?.closed ? written.slice(0, -scalar.quote.length) : written;
  if (/[\\\r\n]/.test(typed)) return [];
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  return listFolder(folder === "" ? "." : folder)
    .filter(({ name }) => !/["'\\\p{Cc}]/u.test(name) && (!name.startsWith(".") || typed.endsWith(".")))
    .map(({ name, isFolder }) => {
      const path = `${folder}${name}${isFolder ? "/" : ""}`;
      const rank = certificate.test(name) ? 0 : isFolder ? 1 : 2;
      return {
        label: isFolder ? `${name}/` : name,
        kind: isFolder ? ("folder" as const) : ("file" as const),
        range: word,
        newText: `${quote}${path}${quote}`,
        snippet: false,
        filterText: `${quote}${path}${quote}`,
        sortText: `${rank}${name}`,
      };
    })
    .sort((left, right) => (left.sortText < right.sortText ? -1 : 1))
    .slice(0, most);
}
