import { credentialSchemes, looksLikeCredential } from "../policy/secrets/credentialLook.ts";
import { escapeControlCharacters } from "../text/escapeControl.ts";

/** A command as it may stand in a log: on one line, without what looks like a key. */
export interface ShownCommand {
  readonly text: string;
  readonly isMasked: boolean;
}

const mask = "[masked]";

/** In characters: what is longer is masked as a whole, for looking through it takes more than its length. */
const longest = 2000;

/** What a key is put in for: it is none itself. */
const placeholder = new RegExp(
  `^(?:${credentialSchemes}\\s+)?(?:%s|\\$[A-Za-z_]\\w*|\\$\\{[A-Za-z_]\\w*(?::?\\?)?\\}|\\$\\([^()]*\\))?$`,
  "i",
);

/** In each, what is masked is called `value`. */
const places: readonly RegExp[] = [
  // "name": "value", also with escaped quotes
  /(?<before>(?<open>\\*["'])[!#$%&*+.^_`|~\w-]+\k<open>\s*:\s*(?<quote>\\*["']))(?<value>.*?)(?=\k<quote>)/g,
  // 'Name: value'
  /(?<before>["'][!#$%&*+.^_`|~\w-]+:\s*)(?<value>(?!\/\/)[^"']+)(?=["'])/g,
  // Bearer value
  new RegExp(`(?<before>\\b${credentialSchemes}\\s+)(?<value>[^\\s"'\\\\]+)`, "gi"),
  // --api-key=value, --token value, API_KEY=value
  /(?<![\w-])(?<before>(?:--?[\w-]*(?:key|token|secret|passw|pwd|credential|auth)[\w-]*(?:=|\s+)|\w*(?:key|token|secret|passw|pwd|credential|auth)\w*=)["']?)(?<value>[^\s"'\\;|&]+)/gi,
  // https://user:value@host
  /(?<before>:\/\/)(?<value>[^\s/@"']+)(?=@)/g,
];

const word = /[^\s"'`\\{}()<>,;|&=:@]+/g;

/**
 * A command of a configuration to be shown where others may read it. The values of headers that stand in it and what looks
 * like a credential are masked; where a built-in secret is left, all of it is.
 */
export function shownCommand(command: string): ShownCommand {
  if (command.length > longest) return { text: mask, isMasked: true };
  let text = command;
  for (const place of places)
    text = text.replace(place, (...found) => {
      const { before, value } = found.at(-1) as { readonly before: string; readonly value: string };
      return before + (placeholder.test(value) || value === mask ? value : mask);
    });
  text = text.replace(word, (one) => (looksLikeCredential(one) ? mask : one));
  if (looksLikeCredential(text)) text = mask;
  return { text: escapeControlCharacters(text), isMasked: text !== command };
}
