/** A pattern (RE2, and the same in JavaScript) with the group of it that stays. */
export interface ColourPattern {
  readonly source: string;
  /** 0 when nothing of it stays. */
  readonly keptGroup: 0 | 1;
}

/**
 * The sequences by which a terminal colours text (ECMA-48, control sequences that begin with ESC and a bracket), which would
 * hide a secret that they stand in the middle of: as they are, and as JSON writes them. A backslash before `\u` that is
 * itself escaped makes it ordinary text.
 */
export const colourPatterns: readonly ColourPattern[] = [
  { source: "\\x1b\\[[0-9;]*[A-Za-z]", keptGroup: 0 },
  { source: "((?:^|[^\\\\])(?:\\\\\\\\)*)(?:\\\\u001[bB]\\[[0-9;]*[A-Za-z])+", keptGroup: 1 },
];

/** Pieces (lower case) of which every coloured text has one. */
export const colourPieces: readonly string[] = ["\x1b[", "\\u001b["];

const steps = colourPatterns.map(({ source, keptGroup }) => ({
  expression: new RegExp(source, "g"),
  kept: keptGroup === 0 ? "" : `$${keptGroup}`,
}));

/** The text without colours. */
export function withoutColours(text: string): string {
  return steps.reduce((left, { expression, kept }) => left.replace(expression, kept), text);
}
