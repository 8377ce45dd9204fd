const longest = 40;

/**
 * What a name of others adds to the name of a file that is proposed to the person: letters and digits of any script, `_` and
 * `-`. It names no folder, no device and no other kind of file, and is `otherwise` where nothing is left.
 */
export function forFileName(text: string, otherwise: string): string {
  const name = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_-]+/gu, "_")
    .replace(/^[_-]+|[_-]+$/g, "");
  return [...name].slice(0, longest).join("") || otherwise;
}
