import { stringValue, toText } from "../../../core/otlp/anyValue.ts";
import type { CompiledPolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { escapeControlCharacters, shorten } from "../../../core/text/escapeControl.ts";

/** A name that the sender chose, with the secrets of the policy replaced: nothing keeps a sender from putting a key there. */
export function maskedText(policy: CompiledPolicy, text: string): string {
  return text === "" ? text : toText(policy.tools.withoutSecrets(stringValue(text)).value);
}

/** So much of a name is looked through for secrets: far more than is shown, so that none is cut before it is known. */
const longestRead = 64 * 1024;

/**
 * The same as it is shown on one line, with at most so many characters: a sender may give an event a name of megabytes,
 * and a page has a hundred events.
 */
export function shownName(policy: CompiledPolicy, text: string, most: number): string {
  return shorten(escapeControlCharacters(maskedText(policy, text.slice(0, longestRead))), most);
}
