import type { RedactedValue } from "../evaluate/receivedValue.ts";
import { longestBeginning } from "../model/truncation.ts";
import type { Action } from "./action.ts";

/** The beginning of the text of a value. Secrets are replaced before, so that no cut leaves a recognizable part of one. */
export const truncate: Action = {
  kind: "truncate",
  proposedBytes: 64,
  documentation: "At most so many bytes of UTF-8, cut between characters; secrets are replaced before.",
  synonyms: ["shorten", "cut"],
  done: { title: "shortened" },
  arrives: { title: "the first {0} bytes in clear" },
  usesSalt: false,
  visibility: ({ bytes = 0 }) => ({ kind: bytes > longestBeginning ? "clear" : "beginning", bytes }),
  redact: (received, { bytes = 0 }): RedactedValue => {
    const { value: text, secrets, isTooCostly } = received.textWithoutSecrets;
    if (isTooCostly) return received.tooCostly;
    const cut = truncateUtf8(text, bytes);
    const isCut = cut.length !== text.length || received.value.kind !== "string";
    if (!isCut && text === received.value.value) return received.untouched;
    return { value: { kind: "string", value: cut }, action: isCut ? "truncate" : secrets && "secrets", secrets };
  },
  id: "dropped",
  collector: { form: "readable", cut: (path, { bytes = 0 }) => [`truncate_all(${path}, ${bytes})`] },
  monad: {
    form: "filter",
    jq: ({ bytes = 0 }) => `if type == "string" then clean else clean | text | clean end | cut(${bytes})`,
  },
  example: { bytes: 14, before: "List the files in src", after: "List the files" },
};

/** The longest beginning of a text that takes at most so many bytes in UTF-8 and ends between two characters. */
export function truncateUtf8(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  let taken = 0;
  let end = 0;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    taken += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (taken > bytes) return text.slice(0, end);
    end += code < 0x10000 ? 1 : 2;
  }
  return text;
}
