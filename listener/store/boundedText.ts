import { createHash } from "node:crypto";
import { detach } from "../../core/text/detach.ts";

/** Longer texts of senders are not kept in memory for each session. */
export const longestText = 200;
const keptOfId = 100;

/** A text with at most 200 characters of it kept, and nothing else: a part of a text keeps all of it in memory. */
export const boundedText = (text: string): string =>
  text.length <= longestText ? text : detach(text.slice(0, longestText));

/**
 * The id under which a session is kept: the sender's own, or where that has more than 200 characters its beginning and the
 * SHA-256 of the whole, so that sessions with different ids stay different.
 */
export function boundedId(id: string): string {
  if (id.length <= longestText) return id;
  return `${detach(id.slice(0, keptOfId))}…${createHash("sha256").update(id).digest("hex")}`;
}
