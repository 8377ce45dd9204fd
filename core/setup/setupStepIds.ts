/** Names of the steps, in their order. */
export const setupStepIds = [
  "configuration",
  "exporter",
  "headers",
  "connection",
  "listener",
  "first-event",
  "basic-events",
  "basic-fields",
  "policy",
  "forwarded",
] as const;

export type SetupStepId = (typeof setupStepIds)[number];
