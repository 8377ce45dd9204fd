export const withinWords = (seconds: number | undefined): string =>
  seconds === undefined ? "" : ` within ${seconds} s`;

export const sameWords = (attribute: string | undefined): string =>
  attribute === undefined ? "" : ` with the same ${attribute}`;

/** Names of events as one reads them. */
export const namesWords = (events: readonly string[]): string => events.join(" or ");
