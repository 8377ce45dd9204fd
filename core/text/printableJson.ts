import { replaceUnseen } from "./escapeControl.ts";

/**
 * JSON in which nothing hides: characters that would not show, or would mislead a terminal or a reader, are written as
 * JSON escapes. The value stays the same.
 */
export const printableJson = (value: unknown, indentation = 0): string =>
  printable(JSON.stringify(value, null, indentation));

/** The same for JSON that is written already. */
export const printable = (json: string): string =>
  // JSON has no raw line break inside a string: this one is of the layout
  replaceUnseen(json, (character) => (character === "\n" ? character : escaped(character)))
    // what a pipeline obeys wherever it is printed: a value in JSON keeps its meaning
    .replace(/#(?=#(?:\[|vso\[))/gi, "\\u0023");

function escaped(character: string): string {
  let sequence = "";
  for (let i = 0; i < character.length; i++) sequence += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return sequence;
}
