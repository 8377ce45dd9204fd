import { type CreateNodeOptions, Document, type DocumentOptions, type ScalarTag, type SchemaOptions } from "yaml";
import { forComment } from "../../text/forComment.ts";

/** Words that mean themselves in each version of YAML; others are truth values or nothing in one of them. */
const word = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9]*(?:[_./-][a-z0-9]+)*$/i;
const printableAscii = /^[\x20-\x7e]*$/;
/** All but printable ASCII and letters, digits and accents that show; no version of YAML gives these a meaning. */
const escapable = /["\\]|(?![\p{L}\p{M}\p{N}])[^\x20-\x7e]|\p{Default_Ignorable_Code_Point}/gu;
const named: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text as YAML that stays one scalar on one line, whoever reads it: YAML 1.1 takes more characters for line ends than
 * YAML 1.2 does. In single quotes where it is all printable ASCII, for patterns are full of backslashes; otherwise in
 * double ones. Half a surrogate pair becomes the replacement character, for YAML has no way to write it.
 */
export function yamlString(text: string): string {
  if (word.test(text)) return text;
  if (printableAscii.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `"${text.replace(escapable, (character) => named[character] ?? yamlEscape(character))}"`;
}

function yamlEscape(character: string): string {
  const code = /\p{Cs}/u.test(character) ? 0xfffd : (character.codePointAt(0) ?? 0xfffd);
  const [letter, digits] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(digits, "0")}`;
}

/** A comment of one line, its mark included. */
export const yamlComment = (text: string): string => `# ${forComment(text)}`;

const strings: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  identify: (value) => typeof value === "string",
  resolve: (text) => text,
  stringify: ({ value }) => yamlString(String(value)),
};

/** A document whose texts, keys among them, are all written by {@link yamlString}. */
export function yamlDocument(
  content: object,
  options: DocumentOptions & SchemaOptions & CreateNodeOptions = {},
): Document {
  return new Document(content, { ...options, customTags: (tags) => [strings, ...tags] });
}

/** The text of a document, without breaking lines. What its comments say is written by {@link yamlComment}. */
export function yamlText(document: Document): string {
  return document.toString({ lineWidth: 0, commentString: (text) => text.split("\n").map(commentLine).join("\n") });
}

const commentLine = (line: string): string => (line === "" ? "" : yamlComment(line));
