/** A text of a command's table for the terminal: code of several words is quoted, of links their words are left. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/`([^`]*)`/g, (_, code: string) => (code.includes(" ") ? `"${code}"` : code));
}
