import type { Action } from "./action.ts";

/** The value as it is, without its secrets. */
export const keep: Action = {
  kind: "keep",
  documentation: "The value goes as it is, with secrets replaced by `[SECRET:name]`.",
  synonyms: ["allow", "pass", "none"],
  done: { title: "kept" },
  arrives: { title: "in clear" },
  usesSalt: false,
  visibility: () => ({ kind: "clear" }),
  redact: (received) => {
    const { value, secrets, isTooCostly } = received.withoutSecrets;
    if (isTooCostly) return received.tooCostly;
    return secrets === undefined && value === received.value
      ? received.untouched
      : { value, action: secrets && "secrets", secrets };
  },
  id: "kept",
  collector: { form: "readable" },
  monad: { form: "filter", jq: () => "clean" },
  example: { before: "List the files in src", after: "List the files in src" },
};
