import type { RedactedValue } from "../evaluate/receivedValue.ts";
import { ottlString } from "../export/otelcol/ottlText.ts";
import { maskedValue, maskText } from "../model/masked.ts";
import type { Action } from "./action.ts";

const masked: RedactedValue = { value: maskedValue, action: "mask", secrets: undefined };

/** That there was a value, and nothing else. What is not understood is masked. */
export const mask = {
  kind: "mask",
  documentation: `The value becomes \`${maskText}\`: that there was one stays visible.`,
  synonyms: ["redact", "redacted"],
  done: { title: "masked" },
  arrives: { title: "masked" },
  usesSalt: false,
  visibility: () => ({ kind: "masked" }),
  redact: () => masked,
  id: "dropped",
  collector: {
    form: "replaced",
    statements: (path) => [
      `stringify_all(${path})`,
      `truncate_all(${path}, 0)`,
      `replace_all_patterns(${path}, "value", "^$$", ${ottlString(maskText)})`,
    ],
  },
  monad: { form: "filter", jq: () => JSON.stringify(maskText) },
  example: { before: "List the files in src", after: maskText },
} as const satisfies Action;
