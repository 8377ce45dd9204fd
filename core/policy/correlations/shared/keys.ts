import type { PolicyKey } from "../../schema/policyType.ts";

/** A time between events. */
export const within = (documentation: string, rest: { required: true } | { default: string }): PolicyKey => ({
  name: "within",
  type: { kind: "integer" },
  documentation: `${documentation} Told by the times of the events, in whole seconds.`,
  example: "60",
  likely: ["60", "300"],
  ...rest,
});

/** What the events share, where the session is enough without it. */
export const sharedAttribute: PolicyKey = {
  name: "on",
  type: { kind: "attribute" },
  default: "the session is enough",
  documentation: "The attribute whose value the events share.",
  example: '"call_id"',
};
