/** Attributes that may say which tool call an event is of. */
export const callIdAttributes = ["call_id", "item.id"] as const;

/**
 * The id of the tool call that an event is of; empty when it is of none. The automated review of a call names it as an item,
 * as an answer of the model names itself.
 */
export const callIdOf = (name: string, read: (attribute: (typeof callIdAttributes)[number]) => string): string =>
  read("call_id") || (name === "codex.guardian_assessment" ? read("item.id") : "");
