import type { RedactedValue } from "../evaluate/receivedValue.ts";
import type { Action } from "./action.ts";

const dropped: RedactedValue = { value: undefined, action: "drop", secrets: undefined };

/** Nothing is left, not even the name. */
export const drop: Action = {
  kind: "drop",
  documentation: "The attribute is removed.",
  synonyms: ["delete", "remove"],
  done: { title: "removed" },
  arrives: { title: "not sent" },
  usesSalt: false,
  visibility: () => ({ kind: "gone" }),
  redact: () => dropped,
  id: "dropped",
  collector: { form: "removed" },
  monad: { form: "removed" },
  example: { before: "List the files in src", after: undefined },
};
