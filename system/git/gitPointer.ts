/** What a `.git` that is a file says: where git keeps its files for this work tree; undefined for any other text. */
export const gitFolderNamed = (text: string): string | undefined => /^gitdir: ([^\0\r\n]+)\r?\n*$/.exec(text)?.[1];
