import type { Names, WireShape } from "./wireShape.ts";

/** What one version has and the other has not. */
export interface ShapeDifference {
  /** What it is about, as a heading: `events and their attributes`. */
  readonly subject: string;
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

const subjects: readonly (readonly [keyof WireShape, subject: string])[] = [
  ["headers", "header fields"],
  ["eventAttributes", "events, their attributes and wire types"],
  ["resources", "attributes of resources"],
  ["metrics", "metrics and their attributes"],
  ["spans", "attributes of spans"],
  ["noise", "scopes of records that are no event"],
];

/** What is on the wire with one version and not with the other; subjects without a difference are left out. */
export function compareShapes(base: WireShape, other: WireShape): readonly ShapeDifference[] {
  return subjects
    .map(([key, subject]) => ({
      subject,
      added: missingIn(base[key], other[key]),
      gone: missingIn(other[key], base[key]),
    }))
    .filter(({ added, gone }) => added.length + gone.length > 0);
}

/** What the second has and the first has not, as lines. A name that is missing is told without what is below it. */
function missingIn(some: Names, others: Names): readonly string[] {
  const lines: string[] = [];
  for (const [name, below] of others) {
    const known = some.get(name);
    if (known === undefined) lines.push(name);
    else lines.push(...[...below].filter((one) => !known.has(one)).map((one) => `${name}: ${one}`));
  }
  return lines.sort();
}
