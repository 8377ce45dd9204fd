import { escapeControlCharacters } from "./escapeControl.ts";

/**
 * Text of others inside of a comment of an exported file (YAML, TOML, HCL): on one line, so that it cannot end the comment,
 * and without control characters, for which readers refuse the whole file.
 */
export const forComment = (text: string): string => escapeControlCharacters(text.replace(/[ \t\r\n]+/g, " "));
