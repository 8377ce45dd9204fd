import type { SecretDefinition } from "../model/secretDefinition.ts";

/** A text as a regular expression that matches just this. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Globs as one regular expression (RE2) for a whole name. */
export function globsPattern(globs: readonly string[]): string {
  const parts = globs.map((glob) => escapePattern(glob).replaceAll("\\*", ".*").replaceAll("\\?", "."));
  return `(?s)^(?:${parts.join("|")})$`;
}

/** Several patterns as one that is found wherever any of them is. */
export function anyPattern(patterns: readonly string[]): string {
  return patterns.map((pattern) => `(?:${pattern})`).join("|");
}

/** Matches nothing. */
export const neverPattern = "[^\\x00-\\x{10FFFF}]";

/** All secrets as one pattern. */
export function allSecrets(secrets: readonly SecretDefinition[]): string {
  return secrets.length === 0 ? neverPattern : anyPattern(secrets.map(({ pattern }) => pattern));
}
