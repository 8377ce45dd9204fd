import { createHash } from "node:crypto";

/** Longer texts of senders are not kept in memory for each session. */
export const longestText = 200;
const keptOfId = 100;

/** A text with at most 200 characters of it kept, and nothing else: a part of a text keeps all of it in memory. */
export const boundedText = (text: string): string =>
  text.length <= longestText ? text : Buffer.from(text.slice(0, longestText), "utf16le").toString("utf16le");

/**
 * The id under which a session is kept: the sender's own, or where that has more than 200 characters its beginning and the
 * SHA-256 of the whole, so that sessions with different ids stay different.
 */
export function boundedId(id: string): string {
  if (id.length <= longestText) return id;
  const beginning = Buffer.from(id.slice(0, keptOfId), "utf16le").toString("utf16le");
  return `${beginning}…${createHash("sha256").update(id).digest("hex")}`;
}
